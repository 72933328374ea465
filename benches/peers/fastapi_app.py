"""The penguins behind FastAPI, as one would write them by hand. `uvicorn fastapi_app:app`."""

from typing import Literal, Optional

from fastapi import FastAPI
from pydantic import BaseModel, Field

import penguins


class Penguin(BaseModel):
    bill_length: float = Field(ge=30, le=65)
    bill_depth: float = Field(ge=12, le=24)
    flipper_length: float = Field(ge=160, le=240)
    body_mass: float = Field(ge=2500, le=7000)
    island: Optional[Literal["Biscoe", "Dream", "Torgersen"]] = None
    sex: Optional[Literal["female", "male"]] = None


app = FastAPI()


# The quicker way for so short a work: a `def` would be handed to a thread.
@app.post("/predict")
async def predict(penguin: Penguin) -> dict:
    return penguins.predict([penguin.model_dump()])[0]
