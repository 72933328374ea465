"""Writes recordings as many programs write them, and what libsndfile reads in them, for tests/sounds.rs.

pip install numpy soundfile av; python sounds.py
"""

import io
import json
import pathlib
import struct

import av
import numpy as np
import soundfile

RATE = 8_000
FOLDER = pathlib.Path(__file__).parent / "sounds"
FOLDER.mkdir(exist_ok=True)
tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(240) / RATE)).astype(np.float64)
pcm = (tone * 32767).round().astype("<i2").tobytes()
expected = {}


def written(samples, subtype, format="WAV", rate=RATE):
    file = io.BytesIO()
    soundfile.write(file, samples, rate, subtype=subtype, format=format)
    return file.getvalue()


def read(data):
    samples, rate = soundfile.read(io.BytesIO(data), always_2d=True)
    return {"rate": rate, "samples": [round(float(x), 6) for x in samples.mean(axis=1)]}


def keep(name, data, wanted=None):
    (FOLDER / name).write_bytes(data)
    expected[name] = wanted or read(data)


def chunk(name, data, pad=True):
    return name + struct.pack("<I", len(data)) + data + (b"\0" * (len(data) % 2) if pad else b"")


def wav(*chunks, length=None):
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body) if length is None else length) + body


def form(code=1, channels=1, bits=16, byte_rate=None, block=None, more=b""):
    block = channels * bits // 8 if block is None else block
    return struct.pack("<HHIIHH", code, channels, RATE, RATE * block if byte_rate is None else byte_rate, block, bits) + more


plain = {"rate": RATE, "samples": [round(x / 32768, 6) for x in np.frombuffer(pcm, "<i2").tolist()]}
fmt, data = chunk(b"fmt ", form()), chunk(b"data", pcm)

# Encodings, by libsndfile.
for name, subtype in [("u8", "PCM_U8"), ("16", "PCM_16"), ("24", "PCM_24"), ("32", "PCM_32"), ("float", "FLOAT"),
                      ("double", "DOUBLE"), ("telephone-mu-law", "ULAW"), ("telephone-a-law", "ALAW")]:
    keep(f"{name}.wav", written(tone, subtype))
stereo = np.stack([tone, -tone / 2], axis=1)
keep("extensible-24-stereo.wav", written(stereo, "PCM_24", "WAVEX"))
keep("surround-5.1.wav", written(np.stack([tone * k / 6 for k in range(1, 7)], axis=1), "PCM_16", "WAVEX"))
keep("rf64.wav", written(tone, "PCM_16", "RF64"))

# Pipes, which do not know the length. libsndfile reads the last as empty, and players read it to its end.
keep("ffmpeg-pipe.wav", wav(fmt, b"data" + struct.pack("<I", 0xFFFFFFFF) + pcm, length=0xFFFFFFFF), plain)
keep("ffmpeg-pipe-with-list.wav", wav(fmt, chunk(b"LIST", b"INFOISFT\x0e\0\0\0Lavf60.16.100\0"),
                                      b"data" + struct.pack("<I", 0xFFFFFFFF) + pcm, length=0xFFFFFFFF), plain)
keep("sox-pipe.wav", wav(fmt, b"data" + struct.pack("<I", 0x7FFFF000) + pcm, length=0x7FFFF024), plain)
keep("pipe-of-zeros.wav", wav(fmt, b"data" + struct.pack("<I", 0) + pcm, length=0), plain)

# Chunks around the sound.
keep("audacity-odd-list.wav", wav(fmt, chunk(b"LIST", b"INFOISFT\5\0\0\0abcde"), data), plain)
keep("odd-chunk-without-pad.wav", wav(fmt, chunk(b"iXML", b"<a/>x", pad=False), data), plain)
keep("pro-tools-bext-and-junk.wav", wav(chunk(b"JUNK", b"\0" * 28), chunk(b"bext", b"x" * 603), fmt,
                                        chunk(b"minf", b"\0" * 16), chunk(b"elm1", b"\0" * 33), data,
                                        chunk(b"regn", b"\0" * 92)), plain)
keep("list-and-id3-behind.wav", wav(fmt, data, chunk(b"LIST", b"INFOISFT\5\0\0\0abcde"), chunk(b"id3 ", b"ID3\3")), plain)
keep("cue-and-fact.wav", wav(fmt, chunk(b"fact", struct.pack("<I", 240)), chunk(b"cue ", struct.pack("<I", 0)), data), plain)
keep("format-behind-data.wav", wav(data, fmt), plain)

# Headers that are long or wrong.
keep("fmt-18.wav", wav(chunk(b"fmt ", form(more=b"\0\0")), data), plain)
guid = struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
keep("fmt-40.wav", wav(chunk(b"fmt ", form(code=0xFFFE, more=struct.pack("<HHI", 22, 16, 4) + guid)), data), plain)
keep("wrong-byte-rate.wav", wav(chunk(b"fmt ", form(byte_rate=1)), data), plain)
keep("wrong-block.wav", wav(chunk(b"fmt ", form(block=1)), data), plain)
keep("half-a-sample.wav", wav(fmt, chunk(b"data", pcm + b"\1")), plain)

# What is refused, and by which words.
for name, subtype, words in [("ima-adpcm", "IMA_ADPCM", "is compressed with IMA ADPCM"),
                             ("ms-adpcm", "MS_ADPCM", "is compressed with Microsoft ADPCM"),
                             ("gsm", "GSM610", "is compressed with GSM 6.10")]:
    keep(f"{name}.wav", written(tone, subtype), {"refused": words})
keep("cut-short.wav", wav(fmt, data)[:-200], {"refused": "is cut short: it announces 0.0 s and holds 0.0 s"})
keep("empty.wav", wav(fmt, chunk(b"data", b"")), {"refused": "this recording is empty"})
keep("no-format.wav", wav(data), {"refused": "does not say how its samples are written"})
keep("no-data.wav", wav(fmt), {"refused": "holds no sound"})

# Compressed recordings of half a second, by LAME, libFLAC, libvorbis and FFmpeg.
long = (0.5 * np.sin(2 * np.pi * 440 * np.arange(11_025) / 22_050)).astype(np.float64)
for name, subtype, format in [("tone.mp3", "MPEG_LAYER_III", "MP3"), ("tone.flac", "PCM_16", "FLAC"), ("tone.ogg", "VORBIS", "OGG")]:
    keep(name, written(long, subtype, format, 22_050), {"rate": 22_050, "hertz": 440, "secs": 0.5})
for name, format in [("tone.m4a", "ipod"), ("tone.aac", "adts")]:
    file = io.BytesIO()
    with av.open(file, "w", format=format) as container:
        stream = container.add_stream("aac", rate=22_050, layout="mono")
        frame = av.AudioFrame.from_ndarray(long.astype(np.float32).reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate = 22_050
        for packet in stream.encode(frame) + stream.encode(None):
            container.mux(packet)
    keep(name, file.getvalue(), {"rate": 22_050, "hertz": 440, "secs": 0.5})
whole = written(long, "PCM_16", "FLAC", 22_050)
keep("cut-short.flac", whole[: len(whole) // 2], {"refused": "is cut short"})
file = io.BytesIO()
soundfile.write(file, long.astype(np.float32)[:8000], 48_000, subtype="OPUS", format="OGG")
keep("opus.ogg", file.getvalue(), {"refused": "holds no sound in a codec that is read here"})

(FOLDER / "expected.json").write_text(json.dumps(expected) + "\n")
print(len(expected), "recordings", sum(path.stat().st_size for path in FOLDER.iterdir()), "bytes")
