"""The penguins as a service of BentoML. `bentoml serve bentoml_app:Penguins`."""

from typing import Optional

import bentoml

import penguins


@bentoml.service(metrics={"enabled": False}, logging={"access": {"enabled": False}})
class Penguins:
    @bentoml.api
    def predict(
        self,
        bill_length: float,
        bill_depth: float,
        flipper_length: float,
        body_mass: float,
        island: Optional[str] = None,
        sex: Optional[str] = None,
    ) -> dict:
        row = dict(zip(penguins.NUMBERS, (bill_length, bill_depth, flipper_length, body_mass)), island=island, sex=sex)
        return penguins.predict([row])[0]
