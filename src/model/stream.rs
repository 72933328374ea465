//! Work that gives its answer piece by piece: an iterator or an asynchronous stream of outputs, each of them the whole
//! answer as far as it is known by then.

use crate::output::{Output, prediction};
use crate::panic::catch_panic;
use anyhow::{Context, Result};
use futures_util::{Stream, StreamExt};
use maquette_contract::{Inputs, Instance, OutputKind, Prediction, Schema};
use std::marker::PhantomData;
use std::sync::Arc;
use tokio::sync::watch;

/// The work on one answer, as its author sees it: where to say how far it is, and to ask whether anybody still wants it.
///
/// ```
/// use maquette::prelude::*;
///
/// #[derive(Inputs)]
/// struct Count {
///     #[input(range = 1..=99)]
///     up_to: u32,
/// }
///
/// let count = Demo::stream("count", |count: Count, work: &Work| {
///     let work = work.clone();
///     (1..=count.up_to).map(move |number| {
///         work.progress(number.into(), count.up_to.into());
///         f64::from(number)
///     })
/// });
/// assert_eq!(count.session()?.set("up_to", 3).predict()?.prediction.headline(), "3");
/// # Ok::<(), maquette::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Work {
    progress: Arc<watch::Sender<Progress>>,
    cancelled: watch::Receiver<bool>,
}

/// How far some work is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    /// 0 while nobody knows.
    pub total: u64,
    /// What is being done: "Epoch 2"; may be empty.
    pub doing: String,
}

impl Work {
    /// Work that reports to `progress` and ends once `cancelled` is true.
    pub(crate) fn new(progress: Arc<watch::Sender<Progress>>, cancelled: watch::Receiver<bool>) -> Self {
        Self { progress, cancelled }
    }

    /// Says how much of it is done. Of the same work, `total` may still change.
    pub fn progress(&self, done: u64, total: u64) {
        self.progress.send_if_modified(|progress| {
            let changed = (progress.done, progress.total) != (done, total);
            (progress.done, progress.total) = (done, total);
            changed
        });
    }

    /// Says what is being done now.
    pub fn doing(&self, what: &str) {
        self.progress.send_if_modified(|progress| {
            let changed = progress.doing != what;
            what.clone_into(&mut progress.doing);
            changed
        });
    }

    /// Whether nobody wants the answer any more. It is checked between two outputs anyway; what
    /// takes long between them should look by itself, and return.
    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// Waits until nobody wants the answer any more.
    pub async fn cancelled(&self) {
        let mut cancelled = self.cancelled.clone();
        if cancelled.wait_for(|cancelled| *cancelled).await.is_err() {
            // The sender is gone without having cancelled.
            std::future::pending::<()>().await;
        }
    }
}

/// Hears each output; says whether to go on.
pub(crate) type OutputSink<'a> = &'a mut dyn FnMut(Prediction) -> bool;

/// Answers one instance piece by piece, on whichever thread it is called.
pub(crate) trait StreamModel: Send + Sync {
    /// # Errors
    /// The author's own, or a panic.
    fn run(&self, instance: &Instance, work: &Work, sink: OutputSink<'_>) -> Result<()>;
}

/// What a streaming demo is made of.
pub(crate) struct StreamSource {
    pub(crate) schema: Schema,
    pub(crate) output: OutputKind,
    pub(crate) steps: Arc<dyn StreamModel>,
}

impl StreamSource {
    /// Outputs one after the other.
    pub(crate) fn iterator<I, O, S>(make: impl Fn(I, &Work) -> S + Send + Sync + 'static) -> Self
    where
        I: Inputs + 'static,
        O: Output + 'static,
        S: IntoIterator<Item = O> + 'static,
    {
        Self::of::<I, O>(Arc::new(IteratorStream { make, types: PhantomData::<fn(I) -> S> }))
    }

    /// Outputs as they come.
    pub(crate) fn asynchronous<I, O, S>(make: impl Fn(I, Work) -> S + Send + Sync + 'static) -> Self
    where
        I: Inputs + 'static,
        O: Output + 'static,
        S: Stream<Item = O> + 'static,
    {
        Self::of::<I, O>(Arc::new(AsyncStream { make, types: PhantomData::<fn(I) -> S> }))
    }

    fn of<I: Inputs, O: Output>(steps: Arc<dyn StreamModel>) -> Self {
        Self { schema: I::schema(), output: O::kind(), steps }
    }
}

struct IteratorStream<F, T> {
    make: F,
    types: PhantomData<T>,
}

impl<I, O, S, F> StreamModel for IteratorStream<F, fn(I) -> S>
where
    I: Inputs,
    O: Output,
    S: IntoIterator<Item = O>,
    F: Fn(I, &Work) -> S + Send + Sync,
{
    fn run(&self, instance: &Instance, work: &Work, sink: OutputSink<'_>) -> Result<()> {
        catch_panic("the demo", || {
            for output in (self.make)(inputs(instance)?, work) {
                if !sink(prediction(output)?) || work.is_cancelled() {
                    break;
                }
            }
            Ok(())
        })
    }
}

struct AsyncStream<F, T> {
    make: F,
    types: PhantomData<T>,
}

impl<I, O, S, F> StreamModel for AsyncStream<F, fn(I) -> S>
where
    I: Inputs,
    O: Output,
    S: Stream<Item = O>,
    F: Fn(I, Work) -> S + Send + Sync,
{
    /// On a runtime of its own, so that an author's code that blocks holds nobody else up.
    fn run(&self, instance: &Instance, work: &Work, sink: OutputSink<'_>) -> Result<()> {
        catch_panic("the demo", || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let inputs = inputs(instance)?;
            runtime.block_on(async {
                let mut outputs = std::pin::pin!((self.make)(inputs, work.clone()));
                loop {
                    let next = tokio::select! {
                        next = outputs.next() => next,
                        () = work.cancelled() => None,
                    };
                    let Some(output) = next else { return Ok(()) };
                    if !sink(prediction(output)?) {
                        return Ok(());
                    }
                }
            })
        })
    }
}

fn inputs<I: Inputs>(instance: &Instance) -> Result<I> {
    I::from_instance(instance).context("the instance is of another schema")
}
