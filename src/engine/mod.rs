//! One owner thread per model behind a bounded queue. Whatever waits is answered as one batch;
//! nothing waits for company. Knows tensors and time, and neither demos nor protocols.

mod worker;

use crate::model::Model;
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};

/// How many requests may wait. At the penguins' speed that is a few milliseconds' worth.
const QUEUE: usize = 1024;

/// The handle to a model's thread, which ends when the last handle is gone.
#[derive(Clone)]
pub struct Engine {
    queue: mpsc::Sender<Entry>,
}

/// One waiting request.
struct Entry {
    row: Vec<f32>,
    queued: Instant,
    answer: oneshot::Sender<Result<Output, EngineError>>,
}

/// What a model said to one row, and how long that took.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    pub values: Vec<f64>,
    pub queue_secs: f64,
    /// Of the whole batch.
    pub forward_secs: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    #[error("the queue is full")]
    Full,
    #[error("the model's thread has ended")]
    Ended,
    #[error("{0}")]
    Failed(String),
}

impl Engine {
    /// Starts the thread that owns the model, and warms it up. `width` is the length of a row.
    ///
    /// # Errors
    /// A thread the system does not give, or a model that fails on a row of zeros.
    pub fn start(name: &str, model: Model, width: usize) -> anyhow::Result<Self> {
        let (queue, entries) = mpsc::channel(QUEUE);
        let (warm, warmed) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new().name(format!("model {name}"));
        thread.spawn(move || {
            warm.send(worker::warm_up(&model, width)).ok();
            worker::run(&model, entries);
        })?;
        warmed.recv()??;
        Ok(Self { queue })
    }

    /// Answers one row, together with whatever else is waiting.
    ///
    /// # Errors
    /// [`EngineError::Full`] at once, without waiting, where too many are.
    pub async fn forward(&self, row: Vec<f32>) -> Result<Output, EngineError> {
        let (answer, answered) = oneshot::channel();
        let entry = Entry { row, queued: Instant::now(), answer };
        self.queue.try_send(entry).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => EngineError::Full,
            mpsc::error::TrySendError::Closed(_) => EngineError::Ended,
        })?;
        answered.await.map_err(|_| EngineError::Ended)?
    }

    /// Whether the model's thread is there to answer.
    pub fn ready(&self) -> bool {
        !self.queue.is_closed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Module, Result, Tensor};
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// Doubles its rows, panics on a negative one. Says how many rows it was given before it works,
    /// and works only when it is let.
    struct Doubling {
        given: Sender<usize>,
        lets: Mutex<Receiver<()>>,
    }

    impl Module for Doubling {
        fn forward(&self, rows: &Tensor) -> Result<Tensor> {
            self.given.send(rows.dim(0)?).expect("given");
            self.lets.lock().expect("lock").recv().expect("let");
            assert!(rows.min_all()?.to_scalar::<f32>()? >= 0.0, "a negative row");
            rows * 2.0
        }
    }

    /// The engine, what lets it work once, and what it was given; it is already warm.
    fn doubling() -> (Engine, Sender<()>, Receiver<usize>) {
        let (work, lets) = channel();
        let (given, sizes) = channel();
        work.send(()).expect("warm-up");
        let model = Doubling { given, lets: Mutex::new(lets) };
        let engine = Engine::start("doubling", Box::new(model), 2).expect("started");
        assert_eq!(sizes.recv(), Ok(1));
        (engine, work, sizes)
    }

    type Asked = tokio::task::JoinHandle<std::result::Result<Output, EngineError>>;

    fn ask(engine: &Engine, value: f32) -> Asked {
        let engine = engine.clone();
        tokio::spawn(async move { engine.forward(vec![value; 2]).await })
    }

    #[tokio::test]
    async fn answers_each_row_with_its_own() {
        let (engine, work, _sizes) = doubling();
        for value in [1.0, 3.0] {
            work.send(()).expect("work");
            let output = ask(&engine, value).await.expect("joined").expect("answer");
            assert_eq!(output.values, [f64::from(value) * 2.0; 2]);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn batches_what_waits_skips_who_left_and_refuses_when_full() {
        let (engine, work, sizes) = doubling();
        let first = ask(&engine, 0.0);
        assert_eq!(sizes.recv(), Ok(1));
        // The model is held up, so everything from here on waits.
        let mut waiting: Vec<Asked> = Vec::new();
        for place in 0..QUEUE {
            waiting.push(ask(&engine, place as f32));
            while engine.queue.capacity() != QUEUE - 1 - place {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(engine.forward(vec![0.0, 0.0]).await, Err(EngineError::Full));
        let gone = waiting.remove(0);
        gone.abort();
        gone.await.expect_err("aborted");

        for _ in 0..=QUEUE.div_ceil(worker::MAX_BATCH) {
            work.send(()).expect("work");
        }
        for (place, asked) in waiting.into_iter().enumerate() {
            let output = asked.await.expect("joined").expect("answer");
            assert_eq!(output.values[0], (place + 1) as f64 * 2.0);
        }
        first.await.expect("joined").expect("answer");
        let batches: Vec<_> = sizes.try_iter().collect();
        assert_eq!(batches, [worker::MAX_BATCH - 1, worker::MAX_BATCH, worker::MAX_BATCH, worker::MAX_BATCH]);
    }

    #[tokio::test]
    async fn a_panic_is_one_batchs_error_and_the_engine_lives_on() {
        let (engine, work, _sizes) = doubling();
        work.send(()).expect("work");
        let error = ask(&engine, -1.0).await.expect("joined").expect_err("panics");
        assert_eq!(error, EngineError::Failed("the model panicked: a negative row".into()));
        work.send(()).expect("work");
        assert_eq!(ask(&engine, 1.0).await.expect("joined").expect("answer").values, [2.0, 2.0]);
    }
}
