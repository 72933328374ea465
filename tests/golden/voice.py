"""Reference numbers for the voice demo: writes voice.json.

    pip install numpy scipy && pip download --no-deps silero-vad==6.2.3
    python voice.py silero_vad-6.2.3-py3-none-any.whl FOLDER_OF_CLIPS > voice.json

What is what:
* probabilities: the network of `silero_vad/tinygrad_model.py` written out in float64 numpy, over the
  safetensors of the same wheel.
* resampling: `scipy.signal.resample_poly` with its defaults (Kaiser window, beta 5), on 16-bit samples / 32768.
* segments: the wheel's own `get_speech_timestamps_from_probs`, which is plain Python.

A clip is heard twice: with its samples taken as they are, as if they were 16 kHz (so that nothing but the network
can differ), and resampled to 16 kHz.
"""

import hashlib
import io
import json
import random
import struct
import sys
import unittest.mock
import wave
import zipfile

import numpy as np
import scipy.signal

CHUNK, CONTEXT, RATE = 512, 64, 16_000


def safetensors(data):
    size = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + size + start : 8 + size + end], "<f4")
        tensors[name] = values.reshape(entry["shape"]).astype(np.float64)
    return tensors


def conv(x, weight, bias, stride, padding):
    """x: [channels, time], weight: [out, channels, kernel]."""
    x = np.pad(x, ((0, 0), (padding, padding)))
    kernel = weight.shape[2]
    steps = range(0, x.shape[1] - kernel + 1, stride)
    y = np.stack([np.tensordot(weight, x[:, at : at + kernel], 2) for at in steps], 1)
    return y + bias[:, None]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def probabilities(weights, samples):
    samples = np.concatenate([np.zeros(CONTEXT), samples, np.zeros(-len(samples) % CHUNK)])
    h, c = np.zeros(128), np.zeros(128)
    heard = []
    for at in range(CONTEXT, len(samples), CHUNK):
        x = np.pad(samples[at - CONTEXT : at + CHUNK], (0, 64), "reflect")
        x = conv(x[None], weights["stft_conv.weight"], np.zeros(258), 128, 0)
        x = np.sqrt(x[:129] ** 2 + x[129:] ** 2)
        for name, stride in [("conv1", 1), ("conv2", 2), ("conv3", 2), ("conv4", 1)]:
            x = np.maximum(conv(x, weights[f"{name}.weight"], weights[f"{name}.bias"], stride, 1), 0)
        gates = weights["lstm_cell.weight_ih"] @ x[:, 0] + weights["lstm_cell.bias_ih"]
        gates += weights["lstm_cell.weight_hh"] @ h + weights["lstm_cell.bias_hh"]
        i, f, g, o = np.split(gates, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        logit = weights["final_conv.weight"][0, :, 0] @ np.maximum(h, 0) + weights["final_conv.bias"][0]
        heard.append(sigmoid(logit))
    return heard


def timestamps(wheel):
    """The wheel's own function. Its module imports torch for its neighbours, so torch is a stand-in meanwhile."""
    names = ["torch", "torchaudio", "packaging", "packaging.version"]
    with unittest.mock.patch.dict(sys.modules, {name: unittest.mock.MagicMock() for name in names}):
        module = {"__name__": "utils_vad"}
        exec(wheel.read("silero_vad/utils_vad.py").decode(), module)
    return module["get_speech_timestamps_from_probs"]


def clip(path):
    data = open(path, "rb").read()
    with wave.open(io.BytesIO(data)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth()) == (1, 2)
        samples = np.frombuffer(wav.readframes(wav.getnframes()), "<i2") / 32768
        return hashlib.sha256(data).hexdigest(), wav.getframerate(), samples


def resample(samples, rate):
    common = np.gcd(RATE, rate)
    return scipy.signal.resample_poly(samples, RATE // common, rate // common)


def rounded(values, digits):
    return [round(float(value), digits) for value in values]


def main():
    wheel = zipfile.ZipFile(sys.argv[1])
    data = wheel.read("silero_vad/data/silero_vad_16k.safetensors")
    weights, speech = safetensors(data), timestamps(wheel)
    segments = lambda heard, samples: [
        [segment["start"], segment["end"]] for segment in speech(heard, audio_length_samples=samples)
    ]

    clips = []
    for name in ["en", "ko"]:
        sha256, rate, samples = clip(f"{sys.argv[2]}/{name}.wav")
        ways = {}
        for way, heard in [("as_it_is", samples), ("resampled", resample(samples, rate))]:
            found = probabilities(weights, heard)
            ways[way] = {
                "samples": len(heard),
                "probabilities": rounded(found, 7),
                "segments": segments(found, len(heard)),
            }
        clips.append({"name": name, "sha256": sha256, "rate": rate, **ways})

    # The first samples of the English clip's speech, taken as if they had been recorded at each rate.
    _, _, samples = clip(f"{sys.argv[2]}/en.wav")
    first, count = 6_000, 500
    rates = []
    for rate in [8_000, 11_025, 12_345, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000]:
        rates.append({"rate": rate, "samples": rounded(resample(samples[first : first + count], rate), 7)})

    # Runs of sure and unsure frames of every length, for the hysteresis.
    chance = random.Random(0)
    mixed = []
    for _ in range(12):
        heard = []
        while len(heard) < 150:
            level = chance.choice([0.05, 0.3, 0.4, 0.6, 0.95])
            heard += [round(level + chance.uniform(-0.05, 0.05), 3) for _ in range(chance.randint(1, 14))]
        samples = len(heard) * CHUNK - chance.randint(0, CHUNK - 1)
        mixed.append({"samples": samples, "probabilities": heard, "segments": segments(heard, samples)})

    about = {
        "weights_sha256": hashlib.sha256(data).hexdigest(),
        "clips": clips,
        "resampling": {"clip": "en", "first": first, "count": count, "rates": rates},
        "segments": mixed,
    }
    print(json.dumps(about, separators=(",", ":")).replace("},{", "},\n{"))


main()
