"""The rule language: text to model with positions, checked, evaluated and explained. Pure."""
