"""Gradio's way to show the penguins: an interface of their six inputs and a label. `gradio_app.py PORT`."""

import sys

import gradio as gr

import penguins


def predict(bill_length, bill_depth, flipper_length, body_mass, island, sex):
    row = dict(zip(penguins.NUMBERS, (bill_length, bill_depth, flipper_length, body_mass)), island=island, sex=sex)
    return penguins.predict([row])[0]["classes"]


gr.Interface(
    predict,
    [
        gr.Slider(30, 65, 46.5, step=0.1, label="Bill length (mm)"),
        gr.Slider(12, 24, 13.5, step=0.1, label="Bill depth (mm)"),
        gr.Slider(160, 240, 210, step=1, label="Flipper length (mm)"),
        gr.Slider(2500, 7000, 4550, step=25, label="Body mass (g)"),
        gr.Dropdown(penguins.ISLANDS, value="Biscoe", label="Island"),
        gr.Dropdown(penguins.SEXES, value="female", label="Sex"),
    ],
    gr.Label(),
    title="Which penguin is it?",
    examples=[
        [39.1, 18.7, 181, 3750, "Torgersen", "male"],
        [49.0, 19.6, 212, 4300, "Dream", "male"],
        [46.5, 13.5, 210, 4550, "Biscoe", "female"],
    ],
    flagging_mode="never",
).launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True)
