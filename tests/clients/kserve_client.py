"""kserve's InferenceRESTClient, by its protocols v2 and v1."""

import asyncio

import httpx
from check import Demo, base, check, finish, raises, same
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

penguins = Demo("penguins")
ROWS = penguins.examples[:3]
NUMBERS = penguins.features[:4]


def request(rows, binary=False):
    """What is asked of v2: a tensor for each feature."""
    import numpy as np

    inputs = []
    for name in penguins.features:
        values = [row[name] for row in rows]
        kind = "FP64" if name in NUMBERS else "BYTES"
        one = InferInput(name, [len(rows)], kind)
        array = np.array(values, dtype=np.float64 if kind == "FP64" else np.object_)
        one.set_data_from_numpy(array, binary_data=binary)
        inputs.append(one)
    return InferRequest("penguins", inputs, parameters={"binary_data_output": True} if binary else None)


def labels(answer):
    (label,) = [one for one in answer.outputs if one.name == "label"]
    return [one.decode() if isinstance(one, bytes) else one for one in label.as_numpy().reshape(-1).tolist()]


async def main():
    v2, v1 = (InferenceRESTClient(RESTConfig(protocol=protocol)) for protocol in ["v2", "v1"])
    with check("v2: live, ready, and the model ready"):
        assert await v2.is_server_live(base()) is True and await v2.is_server_ready(base()) is True
        assert await v2.is_model_ready(base(), "penguins") is True
        assert await v2.is_model_ready(base(), "dodos") is False
    for binary in [False, True]:
        with check(f"v2: infer three penguins, {'binary' if binary else 'JSON'}"):
            answer = await v2.infer(base(), request(ROWS, binary), model_name="penguins")
            same(answer.model_name, "penguins")
            same(labels(answer), [penguins.plain(row)["label"] for row in ROWS])
            (probability,) = [one for one in answer.outputs if one.name == "probability"]
            same(probability.as_numpy().tolist(), [penguins.plain(row)["probability"] for row in ROWS])
    with check("v2: an error in words"):
        with raises(httpx.HTTPStatusError, "dodos", "404"):
            await v2.infer(base(), request(ROWS), model_name="dodos")
        with raises(httpx.HTTPStatusError, "30 to 65", "400"):
            await v2.infer(base(), request([ROWS[0] | {"bill_length": 500.0}]), model_name="penguins")

    with check("v1: live, and the model ready"):
        assert await v1.is_server_live(base()) is True
        assert await v1.is_model_ready(base(), "penguins") is True
    with check("v1: infer three penguins, as objects and as lists"):
        expected = [penguins.plain(row) for row in ROWS]
        for instances in [ROWS, [[row[name] for name in penguins.features] for row in ROWS]]:
            answer = await v1.infer(base(), {"instances": instances}, model_name="penguins")
            same(answer["predictions"], expected)
    with check("v1: an error in words"):
        with raises(httpx.HTTPStatusError, "dodos", "404"):
            await v1.infer(base(), {"instances": ROWS}, model_name="dodos")
    await v2.close()
    await v1.close()


asyncio.run(main())
finish()
