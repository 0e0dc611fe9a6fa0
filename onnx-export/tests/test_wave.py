"""The wave autoencoder against the recorded tensors of the original."""
from __future__ import annotations

import shutil

import pytest
import torch
from mynah_export import wave
from mynah_export.errors import CheckpointError
from parity import Case, write_stage

ENCODER = ("encoder.", "proj_to_z.")


@pytest.fixture(scope="module", params=["mini", "full"])
def size(request):
    return request.param


@pytest.fixture(scope="module")
def model(size, tmp_path_factory):
    folder = write_stage(size, "wavvae", tmp_path_factory.mktemp(size))
    yield wave.load(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def mini(tmp_path_factory):
    return wave.load(write_stage("mini", "wavvae", tmp_path_factory.mktemp("mini")))


def test_decodes_like_the_original(model, size):
    case = Case(f"wavvae_decode_{size}")
    case.check("wav", model.decoder(case["latent"])[0].unsqueeze(1))


def test_encodes_like_the_original(model, size):
    case = Case(f"wavvae_encode_{size}")
    latents, mean, logvar = model.encoder(case["audio"], case["noise"])
    case.check("mean", mean)
    case.check("logvar", logvar)
    case.check("latent", latents)


def test_log_variance_is_bounded(mini):
    """With a variance as large as exp(20) at most, whatever the projection says."""
    case = Case("wavvae_encode_mini")
    encoder = mini.encoder
    bias = encoder.proj_to_z.bias.clone()
    try:
        encoder.proj_to_z.bias[bias.shape[0] // 2:] += 1000
        assert encoder(case["audio"], case["noise"])[2].max() == 20
        encoder.proj_to_z.bias[bias.shape[0] // 2:] -= 2000
        assert encoder(case["audio"], case["noise"])[2].min() == -30
    finally:
        encoder.proj_to_z.bias.copy_(bias)


def test_context_is_as_much_as_decoding_the_end_needs(mini):
    context, start, stride = mini.decoder.context(), 20, mini.decoder.samples_per_latent
    latents = Case("wavvae_decode_mini")["latent"]
    whole = mini.decoder(latents)[0][:, start * stride:]
    late = mini.decoder(latents[:, start - context:])[0][:, context * stride:]
    torch.testing.assert_close(late, whole, rtol=0, atol=2e-6)


def test_context_is_exact(mini):
    """A sample depends on latents as far away as the context and on none beyond."""
    context, middle, stride = mini.decoder.context(), 17, mini.decoder.samples_per_latent
    latents = Case("wavvae_decode_mini")["latent"].double().requires_grad_()
    decoder = mini.decoder.double()
    try:
        decoder(latents)[0][:, middle * stride:(middle + 1) * stride].abs().sum().backward()
    finally:
        decoder.float()
    reached = latents.grad[0].abs().sum(1).nonzero().squeeze(1)
    distance = (reached - middle).abs().max().item()
    assert distance == context


def test_settings_are_those_of_the_checkpoint(mini):
    assert wave.settings(mini) == {
        "wave": {"encoder": True, "contextLatents": mini.decoder.context()},
        "audio": {"sampleRate": 24000, "hopSize": 240, "vaeStride": 4, "latentChannels": 32}}
    assert [contract.name for contract in wave.contracts(mini)] == ["wave_decoder", "wave_encoder"]


@pytest.mark.parametrize("keep", [lambda name: not name.startswith(ENCODER), lambda name: True], ids=["without", "with encoder tensors"])
def test_decoder_checkpoint_gives_a_decoder_only(tmp_path, keep):
    folder = write_stage("mini", "wavvae", tmp_path, keep)
    if not (folder / "decoder.ckpt").exists():
        (folder / "model_only_last.ckpt").rename(folder / "decoder.ckpt")
    decoder_only = wave.load(folder)
    assert decoder_only.encoder is None
    assert wave.settings(decoder_only)["wave"]["encoder"] is False
    assert [contract.name for contract in wave.contracts(decoder_only)] == ["wave_decoder"]
    case = Case("wavvae_decode_mini")
    case.check("wav", decoder_only.decoder(case["latent"])[0].unsqueeze(1))


@pytest.mark.parametrize("lost", ["decoder.model_up.5.block2.convs1.1.weight_g", "encoder.encoder.model.16.lstm.bias_hh_l1",
                                  "latent_upsampler.trans_upsample.1.bias", "proj_to_z.weight"])
def test_lost_tensor_is_named(tmp_path, lost):
    with pytest.raises(CheckpointError, match=lost.replace(".", r"\.")):
        wave.load(write_stage("mini", "wavvae", tmp_path, keep=lambda name: name != lost))


def test_other_hop_size_is_refused(tmp_path):
    folder = write_stage("mini", "wavvae", tmp_path)
    config = folder / "config.yaml"
    config.write_text(config.read_text().replace("hop_size: 240", "hop_size: 4"))
    with pytest.raises(CheckpointError, match="upsamples by 240, but hop_size is 4"):
        wave.load(folder)
