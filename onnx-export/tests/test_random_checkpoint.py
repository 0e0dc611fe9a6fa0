"""Random checkpoints are those of the parity recipe: same names, shapes and values."""
import numpy as np
import pytest

from mynah_export.random_checkpoint import STAGES, random_tensor, write
from mynah_export.random_layout import SIZES
import parity


@pytest.mark.parametrize("stage", STAGES)
def test_the_mini_size_has_the_tensors_of_the_parity_set(stage):
    recipe = parity._recipe()["mini"][stage]
    tensors = dict(STAGES[stage][1](SIZES["mini"]))
    assert tensors == {name: tuple(spec["shape"]) for name, spec in recipe["tensors"].items()}
    for name, shape in tensors.items():
        expected = parity._tensor(recipe["seed"], name, recipe["tensors"][name])
        np.testing.assert_array_equal(random_tensor(recipe["seed"], name, shape), expected, err_msg=name)


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "g2p"])
def test_the_official_size_has_the_shapes_of_the_parity_set(stage):
    recipe = parity._recipe()["full"][stage]
    assert dict(STAGES[stage][1](SIZES["official"])) == {name: tuple(spec["shape"]) for name, spec in recipe["tensors"].items()}


def test_a_checkpoint_is_never_written_over_another(tmp_path):
    write("tiny", "0", tmp_path / "checkpoint")
    with pytest.raises(FileExistsError):
        write("tiny", "1", tmp_path / "checkpoint")
