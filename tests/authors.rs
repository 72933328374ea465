//! What authors get wrong and do on purpose in their own demos: what they read, and what their visitors read.

use crate::server::{Reply, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use maquette::Classes;
use maquette::prelude::*;
use maquette::testing::TestError;
use maquette_contract::{Class, PredictError, PredictionSet};
use serde_json::{Value, json};

#[derive(Inputs)]
struct Input {
    #[input(default = 1)]
    x: f64,
}

fn app(demo: Demo) -> Router {
    Maquette::new().demo(demo).router(None).expect("a router")
}

async fn get(router: &Router, path: &str) -> Reply {
    send_to(router.clone(), Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn post(router: &Router, path: &str, body: &Value) -> Reply {
    let request = Request::post(path).header("content-type", "application/json");
    send_to(router.clone(), request.body(Body::from(body.to_string())).expect("a request")).await
}

/// Both ways in which a test prints why a demo gave no answer.
fn printed(error: &TestError) -> [String; 2] {
    [error.to_string(), format!("{error:?}")]
}

/// A failure of a demo's own code: its author's test says the cause, and no visitor reads it.
fn check_cause(make: impl Fn() -> Demo, cause: &str) {
    let session = make().session().expect("it opens");
    let error = session.predict().expect_err("it fails");
    assert!(matches!(error.error, PredictError::Internal { .. } | PredictError::Unavailable), "{error:?}");
    for text in printed(&error) {
        assert!(text.contains(cause), "{cause} is not in {text}");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let demo = make();
        let name = demo.name().to_owned();
        let router = app(demo);
        for reply in [
            post(&router, &format!("/api/{name}/predict"), &json!({})).await,
            get(&router, &format!("/{name}?x=1")).await,
        ] {
            assert!(reply.status.is_server_error(), "{name}: {}", reply.status);
            assert!(!reply.body.contains(cause), "{}", reply.body);
        }
    });
}

struct Shapes;

impl Model for Shapes {
    type Inputs = Input;
    type Output = f64;
    type Error = candle_core::Error;

    fn forward(&mut self, batch: Vec<Input>) -> Result<Vec<f64>, Self::Error> {
        let device = candle_core::Device::Cpu;
        let row = candle_core::Tensor::new(&[[batch[0].x]], &device)?;
        let weights = candle_core::Tensor::zeros((3, 1), candle_core::DType::F64, &device)?;
        row.matmul(&weights)?.flatten_all()?.to_vec1()
    }
}

struct Short;

impl Model for Short {
    type Inputs = Input;
    type Output = f64;
    type Error = std::convert::Infallible;

    fn forward(&mut self, _: Vec<Input>) -> Result<Vec<f64>, Self::Error> {
        Ok(vec![])
    }
}

#[derive(Inputs)]
struct Flower {
    #[input(range = 0.5..=7.5, default = 4.4)]
    petal_length: f32,
    #[input(range = 0.0..=3.0, default = 1.4)]
    petal_width: f32,
}

#[derive(Choice)]
enum Iris {
    Setosa,
    Versicolor,
    Virginica,
}

/// Weights for 8 hidden numbers in a network with 16.
fn wider() -> Demo {
    let net = |inputs, classes, weights: VarBuilder<'_>| {
        let hidden = candle_nn::linear(inputs, 16, weights.pp("hidden"))?;
        let output = candle_nn::linear(16, classes, weights.pp("output"))?;
        Ok(candle_nn::seq().add(hidden).add(candle_nn::Activation::Relu).add(output))
    };
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/iris");
    Demo::new("wider", Classifier::<Flower, Iris>::new(net).load(weights).expect("the weights"))
}

#[test]
fn a_test_says_why_a_demo_failed() {
    check_cause(wider, "shape mismatch for hidden.weight, expected: [16, 2], got: [8, 2]");
    check_cause(|| Demo::new("shapes", Shapes), "shape mismatch in matmul, lhs: [1, 1], rhs: [3, 1]");
    check_cause(|| Demo::new("short", Short), "the model gave 0 outputs for 1");
    let read = |_: Input| std::fs::read_to_string("/nowhere/at/all");
    check_cause(move || Demo::function("question-mark", read), "No such file or directory (os error 2)");
    let panics = |Input { x }: Input| -> f64 { panic!("x was {x}") };
    check_cause(move || Demo::function("panics", panics), "panicked: x was 1");
    let load = || Err::<Shapes, _>(maquette::Error::msg("the file of weights is gone"));
    check_cause(move || Demo::load("gone", load), "the file of weights is gone");
    let beside = |_: &Input, _: &Prediction| Err::<f64, _>(maquette::Error::msg("nothing beside it"));
    let demo = move || Demo::function("beside", |Input { x }| x).beside("More", beside);
    let error = demo().session().expect("it opens").predict().expect_err("it fails");
    assert!(error.to_string().contains("nothing beside it"), "{error}");
    let stream = |_: Input, _: &Work| [Ok(1.0), Err(maquette::Error::msg("the second is wrong"))];
    check_cause(move || Demo::stream("streams", stream), "the second is wrong");
    let stream = |_: Input, _: &Work| std::iter::from_fn(|| -> Option<f64> { panic!("out of numbers") });
    check_cause(move || Demo::stream("stream-panics", stream), "panicked: out of numbers");
}

#[test]
fn what_a_person_reads_has_no_cause() {
    let refuses = |_: Input| Err::<f64, _>(Refusal::new("Not today"));
    let mut session = Demo::function("refuses", refuses).session().expect("it opens");
    let error = session.predict().expect_err("refused");
    assert_eq!(error.to_string(), "Not today");
    let error = session.set("x", "one").predict().expect_err("wrong");
    assert_eq!(error.to_string(), "x: the text “one” is not a number; give one such as 1.5");
}

/// An output that promises a number and holds none is a failure with a cause; in any other, what is no number is left
/// out and the answer stands.
fn check_output<O: Output + 'static>(
    output: impl Fn() -> O + Clone + Send + 'static,
    expected: Result<(), &str>,
) {
    let make = || {
        let output = output.clone();
        Demo::function("finite", move |_: Input| output())
    };
    match expected {
        Err(cause) => {
            check_cause(make, &format!("{cause}, which is no answer: return an error where there is none"))
        }
        Ok(()) => {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let router = app(make());
                let reply = post(&router, "/api/finite/predict", &json!({})).await;
                assert_eq!(reply.status.as_u16(), 200, "{}", reply.body);
                let page = get(&router, "/finite?x=1").await;
                assert_eq!(page.status.as_u16(), 200, "{}", page.body);
                assert!(!page.body.contains("NaN"), "{}", page.body);
            });
        }
    }
}

#[test]
fn an_answer_that_is_no_number_is_an_error() {
    const NAN: f64 = f64::NAN;
    check_output(|| NAN, Err("the answer is NaN"));
    check_output(|| f64::INFINITY, Err("the answer is inf"));
    check_output(|| f32::NEG_INFINITY, Err("the answer is -inf"));
    check_output(|| Ok::<_, Refusal>(NAN), Err("the answer is NaN"));
    check_output(|| titled("Share", NAN), Err("the answer is NaN"));
    check_output(|| ("words", 1.0, NAN), Err("the answer is NaN"));
    check_output(|| Quantity::new(NAN, 1).unit("m"), Err("the answer is NaN"));
    let interval = |low, high, coverage| Quantity::new(1.0, 1).interval(low, high, coverage);
    check_output(move || interval(NAN, 2.0, 0.9), Err("the lower end of the interval is NaN"));
    check_output(move || interval(0.0, f64::INFINITY, 0.9), Err("the upper end of the interval is inf"));
    check_output(move || interval(0.0, 2.0, NAN), Err("the coverage of the interval is NaN"));
    check_output(|| Quantity::new(1.0, 1).step("The model's output", NAN), Ok(()));
    let classes = |probabilities: [f64; 2]| {
        let [a, b] = probabilities;
        let class = |label: &str, probability| Class { label: label.into(), probability };
        let set = PredictionSet { labels: vec!["a".into()], coverage: 0.9 };
        Classes { label: "a".into(), probability: a, classes: vec![class("a", a), class("b", b)], set }
    };
    check_output(move || classes([0.6, 0.4]), Ok(()));
    check_output(move || classes([NAN, NAN]), Err("the probability of “a” is NaN"));
    check_output(move || classes([1.0, NAN]), Err("the probability of “b” is NaN"));
    check_output(|| Ranked::new([("a", NAN), ("b", NAN)]), Err("the score of “a” is NaN"));
    check_output(|| Ranked::new([("a", 1.0), ("b", f64::NEG_INFINITY)]), Ok(()));
    let forecast = |value: f64, low: f64| Forecast {
        title: "It goes on".to_owned(),
        unit: String::new(),
        decimals: 0,
        history: vec![[0.0, 1.0], [1.0, NAN], [2.0, 2.0]],
        steps: vec![
            ForecastStep { day: 3.0, value: 2.0, low: 1.0, high: 3.0 },
            ForecastStep { day: 4.0, value, low, high: 3.0 },
        ],
        coverage: 0.9,
        beside: vec![],
    };
    check_output(move || forecast(NAN, 1.0), Err("step 2 of the forecast is NaN"));
    check_output(move || forecast(2.0, NAN), Ok(()));
    let points = || vec![[0.0, 1.0], [1.0, NAN], [2.0, 3.0]];
    check_output(move || Chart::line("It").series("a", points()), Ok(()));
    check_output(move || Chart::scatter("It").series("a", points()), Ok(()));
    check_output(
        || Chart::band("It").area("a", vec![[0.0, 1.0, 2.0], [1.0, NAN, 2.0], [2.0, 1.0, 2.0]]),
        Ok(()),
    );
    check_output(|| Chart::bar("It").value("a", NAN).value("b", 1.0), Ok(()));
    check_output(|| Chart::histogram("It", &[1.0, NAN, 2.0], 2), Ok(()));
    check_output(|| Chart::heat_map("It", &["a"], &["b"], vec![vec![Some(NAN)]]), Ok(()));
    check_output(|| Table::new(["a", "b"]).row([Cell::from(NAN), Cell::from(1.0)]), Ok(()));
    check_output(|| json!({ "a": NAN }), Ok(()));
    check_output(|| Metric::new("a", "–"), Ok(()));
    let dot = || picture(&Image::gray(2, 2, &[0, 9, 9, 9]), "Dots");
    check_output(move || Annotated::new(dot()).boxed("a", Some(NAN), [0.0, 0.0, 1.0, 1.0]), Ok(()));
}

/// A stream may come to a number that is none after some that are: they stay.
#[test]
fn a_stream_that_comes_to_no_number_fails() {
    let stream = |_: Input, _: &Work| [1.0, f64::NAN];
    check_cause(move || Demo::stream("finite", stream), "the answer is NaN");
}

#[tokio::test]
async fn links_of_an_author_lead_to_the_same_place_from_every_page() {
    let words =
        "[Other](other), [once more](?x=3), [elsewhere](https://example.org/a), [below](#the-outcome).";
    let stream =
        Demo::stream("linked", |_: Input, _: &Work| [markdown("[Answer](answer?x=1)")]).description(words);
    let plain = Demo::function("plain", |_: Input| markdown("[Answer](./answer?x=1)")).description(words);
    let inner = Maquette::new().demo(stream).demo(plain).router(None).expect("a router");
    let router = Router::new().nest("/models", inner);
    let form = Request::post("/models/linked").header("content-type", "application/x-www-form-urlencoded");
    let begun = send_to(router.clone(), form.body(Body::from("x=1")).expect("a request")).await;
    let job = begun.header("location").split('#').next().unwrap_or_default().to_owned();
    assert!(job.starts_with("/models/linked/jobs/"), "{job}");
    let predicted = post(&router, "/models/api/plain/predict", &json!({ "x": 1 })).await.json();
    let answer = format!("/models/plain/answers/{}", predicted["id"].as_str().expect("an id"));
    for (path, page) in [
        ("/models/plain?x=1", "plain"),
        ("/models/linked?x=1", "linked"),
        (&*job, "linked"),
        (&*answer, "plain"),
    ] {
        // A job that is not over yet shows its answer as soon as it is there.
        let events = get(&router, &format!("{job}/events")).await.body;
        assert!(events.contains("/models/answer?x=1"), "{events}");
        let body = get(&router, path).await.body;
        let again = format!("/models/{page}?x=3");
        for link in ["/models/other", &again, "https://example.org/a", "#the-outcome", "/models/answer?x=1"] {
            assert!(body.contains(&format!("href=\"{link}\"")), "{link} is not on {path}: {body}");
        }
    }
}
