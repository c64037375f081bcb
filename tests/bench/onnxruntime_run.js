// Measures a network with onnxruntime and prints the results as JSON.
//
// node onnxruntime_run.js ONNXRUNTIME_FOLDER NET.onnx THREADS: reads one picture on one thread,
// then all 10,000 test pictures on THREADS, in the fastest of several batch sizes.
'use strict';

const fs = require('node:fs');
const zlib = require('node:zlib');
const [, , folder, netPath, threads] = process.argv;
const ort = require(folder);

const PIXELS = 28 * 28;
const COUNT = 10000;
const SINGLE_RUNS = 10000;
const BATCHES = [50, 250, 1000];
const REPEATS = 3;

function readImages() {
  const file = zlib.gunzipSync(fs.readFileSync('assets/mnist/t10k-images-idx3-ubyte.gz'));
  return Float32Array.from(file.subarray(16), (pixel) => pixel / 255);
}

function open(intraOpNumThreads) {
  return ort.InferenceSession.create(netPath, {
    executionProviders: ['cpu'],
    intraOpNumThreads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
}

function slice(images, first, count) {
  const values = images.subarray(first * PIXELS, (first + count) * PIXELS);
  return new ort.Tensor('float32', values, [count, 1, 28, 28]);
}

function percentile(sorted, share) {
  return sorted[Math.round(share * (sorted.length - 1))];
}

async function latencies(images) {
  const session = await open(1);
  const times = [];
  for (let i = -200; i < SINGLE_RUNS; i++) {
    const feed = { image: slice(images, (i + 200) % COUNT, 1) };
    const start = process.hrtime.bigint();
    await session.run(feed);
    if (i >= 0) times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return times.sort((a, b) => a - b);
}

async function throughput(session, images, batch) {
  const start = process.hrtime.bigint();
  for (let first = 0; first < COUNT; first += batch) {
    await session.run({ image: slice(images, first, batch) });
  }
  return (COUNT * 1e9) / Number(process.hrtime.bigint() - start);
}

async function bestThroughput(images) {
  const session = await open(Number(threads));
  let best = 0;
  for (const batch of BATCHES) {
    await throughput(session, images, batch);
    for (let i = 0; i < REPEATS; i++) {
      best = Math.max(best, await throughput(session, images, batch));
    }
  }
  return best;
}

async function main() {
  const images = readImages();
  const times = await latencies(images);
  console.log(JSON.stringify({
    p50_us: percentile(times, 0.5),
    p99_us: percentile(times, 0.99),
    images_per_second: await bestThroughput(images),
  }));
}

main();
