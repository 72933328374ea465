"""Saves the penguins as a model of MLflow's, for `mlflow models serve`. `mlflow_model.py FOLDER`."""

import shutil
import sys
from pathlib import Path

import mlflow

folder = Path(sys.argv[1])
shutil.rmtree(folder, ignore_errors=True)
MODEL = '''
import sys

import mlflow

sys.path.insert(0, {here!r})
import penguins


class Penguins(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return penguins.predict(model_input.to_dict("records"))


mlflow.models.set_model(Penguins())
'''
code = folder.with_suffix(".py")
code.parent.mkdir(parents=True, exist_ok=True)
code.write_text(MODEL.format(here=str(Path(__file__).parent.resolve())))
mlflow.pyfunc.save_model(folder, python_model=str(code), pip_requirements=[])
