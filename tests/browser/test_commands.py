"""The commands that open every page in a browser begin with what there is."""

from . import screens, weights


def test_the_commands_of_pictures_and_weights_fit_together():
    assert callable(screens.main)
    assert callable(weights.main)
