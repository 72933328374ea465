//! The pages as the server sends them, before any script has run.

use crate::server::{Reply, get, live_request, page_task, send, send_to};
use axum::body::Body;
use axum::http::Request;
use leptos::prelude::*;
use maquette::prelude::*;

const HARD: &str = "/penguins?bill_length=43.2&bill_depth=18&flipper_length=195&body_mass=3800";

/// The texts of a page, without its tags and without Leptos' marks.
fn words(reply: &Reply) -> String {
    let body = reply.body.split_once("<body").map_or("", |(_, body)| body);
    let mut words = String::new();
    for part in body.split('<').skip(1) {
        let text = part.split_once('>').map_or("", |(_, text)| text);
        words.push_str(text);
        words.push(' ');
    }
    let words = words.replace("&gt;", ">").replace("&lt;", "<");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn check(path: &str, status: u16, expected: &[&str]) -> String {
    let reply = get(path).await;
    let words = words(&reply);
    assert_eq!(reply.status.as_u16(), status, "{path}");
    for expected in expected {
        assert!(words.contains(expected), "{path} does not say “{expected}” but {words}");
    }
    words
}

#[tokio::test]
async fn the_front_page_lists_the_demos() {
    check("/", 200, &["Which penguin is it?"]).await;
}

#[tokio::test]
async fn a_demo_opens_with_its_first_example_answered() {
    check(
        "/penguins",
        200,
        &[
            "Adelie",
            "> 99 % – almost certain",
            "Not ruled out: Adelie. Lists like this hold the right answer at least 9 times in 10.",
        ],
    )
    .await;
}

#[tokio::test]
async fn an_address_holds_its_answer() {
    let gentoo = "/penguins?bill_length=50&bill_depth=15&flipper_length=220&body_mass=5200";
    check(gentoo, 200, &["Gentoo > 99 % – almost certain"]).await;
    check(HARD, 200, &["Not ruled out: Adelie or Chinstrap."]).await;
    check(&format!("{HARD}&utm_source=mail&island="), 200, &["Adelie or Chinstrap"]).await;
    check("/penguins?utm_source=mail", 200, &["> 99 %"]).await;
}

#[tokio::test]
async fn what_lies_outside_training_is_said() {
    check(
        "/penguins?bill_length=64&bill_depth=15&flipper_length=220&body_mass=5200",
        200,
        &["Bill length of 64 mm is outside what the model has seen (32.1 to 58 mm)"],
    )
    .await;
}

#[tokio::test]
async fn nothing_is_promised_outside_training() {
    let far = "/penguins?bill_length=62.4&bill_depth=22.9&flipper_length=172&body_mass=2975&sex=female";
    let words = check(
        far,
        200,
        &["– by its own account", "was not measured for values outside training", "There is no record"],
    )
    .await;
    assert!(!words.contains("100 % –"), "{words}");
}

#[tokio::test]
async fn faults_are_listed_and_nothing_is_lost() {
    let path = "/penguins?bill_length=long&bill_depth=99&flipper_length=&body_mass=5200";
    let reply = get(path).await;
    assert!(reply.body.contains(r#"value="long""#), "what was typed stays");
    check(
        path,
        422,
        &[
            "There is no answer to these inputs",
            "Bill length : “long” is not a number; give one from 30 to 65",
            "99 is out of range; give a number from 12 to 24",
            "Flipper length : Give a value",
            "No answer yet",
        ],
    )
    .await;
}

#[tokio::test]
async fn markup_in_an_address_stays_text() {
    let reply = get("/penguins?bill_length=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27").await;
    assert!(!reply.body.contains("<script>alert"), "{}", reply.body);
}

#[tokio::test]
async fn an_own_component_is_drawn_on_the_server() {
    #[derive(Inputs)]
    struct Clock {
        #[input(range = 0..=11)]
        hour: u8,
    }
    let face = |Clock { hour }: Clock| {
        view! { <svg class="clock" role="img" aria-label=format!("A clock at {hour}")></svg> }.into_any()
    };
    let app = Maquette::new().demo(Demo::function("clock", face)).router(None).expect("it opens");
    let drawn = "<svg role=\"img\" aria-label=\"A clock at 7\" class=\"clock\">";
    let page = Request::get("/clock?hour=7").body(Body::empty()).expect("a request");
    assert!(send_to(app.clone(), page).await.body.contains(drawn));
    let clock = send_to(app.clone(), Request::get("/clock").body(Body::empty()).expect("a request")).await;
    let live = live_request(&page_task(&clock.body), &["7"]).to_string();
    let live = Request::post("/fn/predict").header("content-type", "application/json").body(Body::from(live));
    let fragment = send_to(app, live.expect("a request")).await.json();
    assert!(fragment["Ok"]["html"].as_str().is_some_and(|html| html.contains(drawn)), "{fragment}");
}

/// What is too long for an address is sent, and its answer has an address of its own.
#[tokio::test]
async fn a_long_text_is_sent_and_its_answer_found_again() {
    #[derive(Inputs)]
    struct Story {
        #[input(long)]
        text: String,
    }
    let count = Demo::function("words", |Story { text }| text.split_whitespace().count() as u32);
    let app = Maquette::new().demo(count).router(None).expect("it opens");
    let form = format!("text={}", "word+".repeat(900));
    let sent = Request::post("/words").header("content-type", "application/x-www-form-urlencoded");
    let sent = send_to(app.clone(), sent.body(Body::from(form)).expect("a request")).await;
    assert_eq!(sent.status.as_u16(), 303);
    let address = sent.header("location").trim_end_matches("#the-outcome").to_owned();
    let found = Request::get(&address).body(Body::empty()).expect("a request");
    let found = send_to(app.clone(), found).await;
    assert!(found.status.is_success() && words(&found).contains("Answer 900"), "{}", words(&found));
    let send = async |kind: &str, body: String| {
        let request = Request::post("/words").header("content-type", kind).body(Body::from(body));
        let reply = send_to(app.clone(), request.expect("a request")).await;
        (reply.status.as_u16(), words(&reply))
    };
    let check = |(status, said): (u16, String), expected, says: &str| {
        assert!(status == expected && said.contains(says), "{status} {said}");
    };
    let form = "application/x-www-form-urlencoded";
    check(send(form, "text=".to_owned()).await, 422, "Give a value");
    check(send(form, String::new()).await, 422, "Give a value");
    check(send("application/json", r#"{"text": "a"}"#.to_owned()).await, 415, "These inputs can't be taken");
    check(send(form, format!("text={}", "a".repeat(200_000))).await, 413, "The body is larger than the");
    let gone = Request::get("/words/answers/01a2").body(Body::empty()).expect("a request");
    let gone = send_to(app.clone(), gone).await;
    check((gone.status.as_u16(), words(&gone)), 410, "This answer is no longer kept");
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_page_without() {
    let check = async |path: &str, location: &str| {
        let reply = get(path).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (308, location), "{path}");
    };
    check("/houses/", "/houses").await;
    check("/penguins/?bill_length=40", "/penguins?bill_length=40").await;
    check("//other.example/", "/other.example").await;
}

#[tokio::test]
async fn answers_that_were_in_no_training_row_are_noted() {
    let landmark = "/houses?gr_liv_area=1500&total_bsmt_sf=1000&lot_area=9500&bedroom_abvgr=3&full_bath=2&fireplaces=0&garage_cars=2\
        &year_built=1975&year_remod_add=1995&overall_cond=Average&neighborhood=Landmark&bldg_type=OneFam";
    let words = check(
        landmark,
        200,
        &["Neighbourhood “Landmark” is nothing that the model has seen", "by its own account"],
    )
    .await;
    assert!(!words.contains("in 9 of 10 such cases"), "{words}");
}

#[tokio::test]
async fn numbers_are_taken_as_the_pages_write_them() {
    let house = |basement: &str, lot: &str| {
        format!(
            "/houses?gr_liv_area=1500&total_bsmt_sf={basement}&lot_area={lot}&bedroom_abvgr=3&full_bath=2&fireplaces=0&garage_cars=2\
             &year_built=1975&year_remod_add=1995&overall_cond=Average&neighborhood=North_Ames&bldg_type=OneFam"
        )
    };
    check(&house("1000.0", "9500"), 200, &["$160,623"]).await;
    check(&house("1,000", "9500"), 422, &["“1,000” can be read in two ways; write 1000 or 1"]).await;
    check(&house("1.000", "9500"), 422, &["“1.000” can be read in two ways; write 1000 or 1"]).await;
    check(&house("1+000", "9%C2%A0500"), 200, &["$160,623"]).await;
    check(&house("%EF%BC%91000", "9%E2%80%99500"), 200, &["$160,623"]).await;
    check(&house("1000", "9,500"), 200, &["$160,623"]).await;
    check(&house("%E2%88%921", "9500"), 422, &["-1 is out of range"]).await;
}

#[tokio::test]
async fn what_is_not_there_leads_on() {
    check("/dodos", 404, &["There is no such page", "Which penguin is it?"]).await;
    check("/%FF", 404, &["There is no such page"]).await;
    let request = Request::post("/").body(Body::empty()).expect("a request");
    assert_eq!(send(request).await.status.as_u16(), 405);
}

#[tokio::test]
async fn everything_a_page_loads_is_here_and_cached_for_good() {
    let reply = get("/penguins").await;
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("'nonce-"), "{policy}");
    let links = ["href=\"", "src=\""].into_iter().flat_map(|start| reply.body.split(start).skip(1));
    let links: Vec<_> = links.filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.iter().all(|link| link.starts_with('/') || link.starts_with('#')), "{links:?}");
    let files: Vec<_> = links.into_iter().filter(|link| link.starts_with("/pkg/")).collect();
    assert!(files.iter().any(|file| file.ends_with(".css")));
    for file in files {
        let plain = get(file).await;
        assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable", "{file}");
        let request = Request::get(file).header("accept-encoding", "gzip, br;q=1");
        let squeezed = send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(squeezed.header("content-encoding"), "br");
        assert_eq!(squeezed.header("content-type"), plain.header("content-type"));
        let request = Request::get(file).header("accept-encoding", "br;q=0, identity");
        let refused = send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(refused.header("content-encoding"), "");
    }
    for missing in ["/pkg/other.js", "/pkg/%FF", "/pkg/..%2FCargo.toml"] {
        assert_eq!(get(missing).await.status.as_u16(), 404, "{missing}");
    }
}
