"""Streamlit's way to show the penguins. `streamlit run streamlit_app.py`."""

import streamlit as st

import penguins

st.title("Which penguin is it?")
row = {
    "bill_length": st.slider("Bill length (mm)", 30.0, 65.0, 46.5, 0.1),
    "bill_depth": st.slider("Bill depth (mm)", 12.0, 24.0, 13.5, 0.1),
    "flipper_length": st.slider("Flipper length (mm)", 160, 240, 210, 1),
    "body_mass": st.slider("Body mass (g)", 2500, 7000, 4550, 25),
    "island": st.selectbox("Island", penguins.ISLANDS),
    "sex": st.selectbox("Sex", penguins.SEXES),
}
said = penguins.predict([row])[0]
st.header(said["label"])
for species, probability in said["classes"].items():
    st.progress(probability, f"{species}: {probability:.1%}")
