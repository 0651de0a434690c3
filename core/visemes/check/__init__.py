"""Does the mouth say what the sound says? Checks of keys; none of them needs a neural network except where named."""
