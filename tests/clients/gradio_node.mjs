// @gradio/client, Gradio's own client for JavaScript, in Node. Give it the gallery's address and that of the catalogue.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [base, catalogue] = process.argv.slice(2).map((address) => address.replace(/\/$/, ""));
if (!catalogue) throw new Error("usage: gradio_node.mjs http://127.0.0.1:3000 http://127.0.0.1:3001");
const library = new URL("../../end2end/node_modules/@gradio/client/dist/index.js", import.meta.url).href;
const { Client, handle_file } = await import(library);
const seven = fileURLToPath(new URL("../../end2end/fixtures/seven.png", import.meta.url));

// --- What every script here does: say what it looks at, and count ---------------------------------

const counts = { passed: 0, failed: 0 };

async function check(about, look) {
  try {
    await within(60, look());
    counts.passed += 1;
    console.log(`  ok      ${about}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`  FAILED  ${about}`);
    const lines = String(error?.stack ?? JSON.stringify(error)).split("\n");
    for (const line of lines.slice(0, 12)) console.log(`          ${line}`);
  }
}

// A promise that never settles is a failure too.
function within(secs, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${secs} s`)), 1000 * secs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

process.on("uncaughtException", (error) => {
  console.log(`${error.stack}\n  FAILED  could not go on\n${counts.passed} passed, ${counts.failed + 1} failed`);
  process.exit(1);
});

// What the client says by itself; a client that is well treated has nothing to complain of.
const complaints = [];
for (const level of ["error", "warn"]) console[level] = (...said) => complaints.push(said.map(String).join(" "));

async function json(method, address, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(address, { method, body: body && JSON.stringify(body), headers });
  assert.ok(response.ok, `${method} ${address}: ${response.status}`);
  return response.json();
}

class Demo {
  static async of(name, server = base) {
    const demo = new Demo();
    Object.assign(demo, { name, server, about: await json("GET", `${server}/api/${name}`) });
    demo.examples = demo.about.examples.map((example) => example.inputs);
    demo.features = demo.about.features.map((feature) => feature.name);
    return demo;
  }

  async plain(inputs) {
    const { prediction } = await json("POST", `${this.server}/api/${this.name}/predict`, inputs);
    return Object.values(prediction)[0];
  }
}

const near = (a, b) => assert.ok(Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

// Gradio's Label holds the classes of the server's own JSON, the likeliest first.
async function isLabel(got, demo, inputs) {
  const plain = await demo.plain(inputs);
  assert.equal(got.label, plain.label);
  assert.deepEqual(got.confidences.map((one) => one.label), plain.classes.map((one) => one.label));
  got.confidences.forEach((one, place) => near(one.confidence, plain.classes[place].probability));
}

// --- One client for all demos, and one for each ----------------------------------------------------

const penguins = await Demo.of("penguins");
const houses = await Demo.of("houses");
const digits = await Demo.of("digits");
const training = await Demo.of("training");
const options = { events: ["data", "status"] };
const client = await within(20, Client.connect(base, options));
const own = await within(20, Client.connect(`${base}/penguins`, options));
const { demos } = await json("GET", `${base}/api`);

await check("connects, and lists every demo as an endpoint with its features as parameters", async () => {
  const { named_endpoints } = await client.view_api();
  assert.deepEqual(Object.keys(named_endpoints).sort(), demos.map((demo) => `/${demo.name}`).sort());
  assert.deepEqual(named_endpoints["/penguins"].parameters.map((one) => one.parameter_name), penguins.features);
});
await check("a demo's page is an app with the one endpoint /predict", async () => {
  assert.deepEqual(Object.keys((await own.view_api()).named_endpoints), ["/predict"]);
});
await check("each example of penguins, by name", async () => {
  for (const inputs of penguins.examples) {
    const { data } = await client.predict("/penguins", { ...inputs });
    await isLabel(data[0], penguins, inputs);
  }
});
await check("each example of penguins, by position, on the demo's own page", async () => {
  for (const inputs of penguins.examples.slice(0, 3)) {
    const { data } = await own.predict("/predict", penguins.features.map((name) => inputs[name]));
    await isLabel(data[0], penguins, inputs);
  }
});
await check("an endpoint's name without its slash, and its number", async () => {
  const inputs = penguins.examples[0];
  await isLabel((await client.predict("penguins", { ...inputs })).data[0], penguins, inputs);
  const { id } = client.config.dependencies.find((one) => one.api_name === "penguins");
  await isLabel((await client.predict(id, penguins.features.map((name) => inputs[name]))).data[0], penguins, inputs);
});
await check("each example of houses is the number that the server's own JSON has", async () => {
  for (const inputs of houses.examples) {
    near((await client.predict("/houses", { ...inputs })).data[0], (await houses.plain(inputs)).value);
  }
});
await check("seattle by its defaults alone", async () => {
  assert.ok((await client.predict("/seattle", {})).data.length > 0);
});
await check("100 calls at once on one client, and none is lost", async () => {
  const plains = await Promise.all(penguins.examples.map((inputs) => penguins.plain(inputs)));
  const ask = (_, place) => client.predict("/penguins", { ...penguins.examples[place % 4] });
  const asked = Array.from({ length: 100 }, ask);
  (await Promise.all(asked)).forEach(({ data }, place) => assert.equal(data[0].label, plains[place % 4].label));
});

// --- Answers that grow -----------------------------------------------------------------------------

const LESSON = { images: 1000, epochs: 1, rate: "Middling" };
const LONG = { images: 8000, epochs: 5, rate: "Small" };

await check("training comes piece by piece: at least 3 before the end, and the end is the server's own", async () => {
  const seen = [];
  let last;
  for await (const event of client.submit("/training", { ...LESSON })) {
    if (event.type === "data") seen.push(structuredClone(event.data));
    if (event.type === "status") last = event;
  }
  assert.ok(seen.length >= 4, `${seen.length} pieces`);
  assert.equal(last.stage, "complete");
  const { metric } = (await training.plain(LESSON)).find((part) => part.prediction.metric).prediction;
  const end = JSON.stringify(seen.at(-1));
  assert.ok(end.includes(metric.value), `${metric.value} is not in ${end.slice(0, 300)}`);
});
await check("cancelled while it generates and while it waits, in words; and the lane is free again", async () => {
  const follow = async (job, heard) => {
    let told = null;
    for await (const event of job) {
      heard(event);
      if (event.type === "status" && event.stage === "error") told = event.message;
    }
    return told;
  };
  const begin = (until) => {
    const job = client.submit("/training", { ...LONG });
    let there;
    const reached = new Promise((resolve) => (there = resolve));
    const end = follow(job, (event) => until(event) && there());
    return { job, reached, end };
  };
  const running = begin((event) => event.type === "data");
  await running.reached;
  // However many run at once on this machine, the last of four waits.
  const others = [1, 2, 3].map(() => begin((event) => event.type === "status" && event.position !== undefined));
  const waiting = others.at(-1);
  await waiting.reached;
  for (const { job, end } of [waiting, running, ...others.slice(0, -1)]) {
    assert.ok(await job.wait_for_id());
    await job.cancel();
    assert.equal(await end, "Cancelled");
  }
  await client.predict("/training", { images: 500, epochs: 1, rate: "Large" });
});

// --- What cannot be answered -----------------------------------------------------------------------

await check("every fault of the inputs at once, as a validation error", async () => {
  const inputs = { bill_length: 500, bill_depth: "deep", flipper_length: 181, body_mass: null, island: "Mars" };
  const asked = client.predict("/penguins", inputs);
  const error = await asked.then(() => assert.fail("there was no error"), (error) => error);
  assert.equal(error.code, "validation_error", String(error));
  for (const part of ["bill_length", "30 to 65", "bill_depth", "body_mass", "Mars"]) {
    assert.ok(error.message.includes(part), error.message);
  }
});
await check("a refusal of the model, in its words", async () => {
  const loan = await Client.connect(`${catalogue}/output-file`);
  await assert.rejects(loan.predict("/predict", [50_000, 15, 10]), /not paid back within fifty years/);
});
await check("an endpoint that is not there, by the client itself", async () => {
  await assert.rejects(client.predict("/dodos", {}), /No endpoint matching/);
});

// --- Files -----------------------------------------------------------------------------------------

const bytes = readFileSync(seven);
const headers = { "content-type": "image/png" };
const { token } = await (await fetch(`${base}/uploads`, { method: "POST", body: bytes, headers })).json();

await check("a picture as a path, a Buffer, a Blob and a File with a name of any letters", async () => {
  const named = new File([bytes], "50 % – siebenundzwanzig #1 칠.png", { type: "image/png" });
  for (const file of [handle_file(seven), handle_file(bytes), handle_file(new Blob([bytes])), handle_file(named)]) {
    await isLabel((await client.predict("/digits", [file])).data[0], digits, { drawing: token });
  }
});
await check("a file of an answer is fetched by its url, under its name and as it is", async () => {
  const demo = await Demo.of("output-file", catalogue);
  const loan = await Client.connect(`${catalogue}/output-file`);
  const { data } = await loan.predict("/predict", { ...demo.examples[0] });
  const file = data.find((one) => one?.meta?._type === "gradio.FileData");
  const plain = (await demo.plain(demo.examples[0])).find((part) => part.prediction.file).prediction.file;
  assert.equal(file.orig_name, plain.name);
  const fetched = await fetch(new URL(file.url, catalogue));
  assert.equal(fetched.status, 200);
  assert.equal(Buffer.from(await fetched.arrayBuffer()).toString("base64"), plain.data);
});

// --- The end ---------------------------------------------------------------------------------------

await check("the client had nothing to complain of", async () => {
  // It ends the stream of a session itself once the server says so, and is startled by that; and there are no dodos.
  const told = complaints.filter((said) => !/AbortError|operation was aborted|dodos/.test(said));
  assert.deepEqual(told, []);
});
await check("a process ends by itself within 2 seconds of its last answer", async () => {
  const code = `
    const { Client } = await import(process.argv[1]);
    const client = await Client.connect(process.argv[2]);
    await client.predict("/penguins", [40, 18, 190, 3700]);
    console.log(Date.now());`;
  const told = ["--input-type=module", "-e", code, library, base];
  const done = spawnSync(process.execPath, told, { timeout: 30_000, encoding: "utf8" });
  const ended = Date.now();
  assert.equal(done.status, 0, done.stderr);
  assert.ok(ended - Number(done.stdout) < 2000, `it took ${ended - Number(done.stdout)} ms`);
});

console.log(`${counts.passed} passed, ${counts.failed} failed`);
// This process ends by itself as well: the stream of its session is over once nothing is asked.
process.exitCode = counts.failed ? 1 : 0;
