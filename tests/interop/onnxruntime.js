// node onnxruntime.js ONNXRUNTIME_FOLDER MODEL.onnx OUT: writes onnxruntime's probabilities for
// MNIST's test pictures, as 32-bit floats [10000,10].
'use strict';

const fs = require('node:fs');
const zlib = require('node:zlib');
const [, , folder, model, out] = process.argv;
const ort = require(folder);

const PIXELS = 28 * 28;
const BATCH = 250;

async function main() {
  const file = zlib.gunzipSync(fs.readFileSync('assets/mnist/t10k-images-idx3-ubyte.gz'));
  const images = Float32Array.from(file.subarray(16), (pixel) => pixel / 255);
  const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'] });
  if (session.inputNames.join() !== 'image' || session.outputNames.join() !== 'probabilities') {
    throw new Error(`${model} names its input and output otherwise`);
  }
  const chunks = [];
  for (let at = 0; at < images.length; at += BATCH * PIXELS) {
    const values = images.subarray(at, at + BATCH * PIXELS);
    const image = new ort.Tensor('float32', values, [values.length / PIXELS, 1, 28, 28]);
    const { probabilities } = await session.run({ image });
    chunks.push(Buffer.from(probabilities.data.buffer.slice(0)));
  }
  fs.writeFileSync(out, Buffer.concat(chunks));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
