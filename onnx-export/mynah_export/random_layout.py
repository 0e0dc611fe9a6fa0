"""Tensor names and shapes of a MegaTTS3 checkpoint of any size: what a random one is made of."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Shape = tuple[int, ...]
Layout = Iterator[tuple[str, Shape]]


@dataclass(frozen=True)
class Size:
    """The dimensions that differ between sizes; everything else follows from them."""

    dit_width: int
    dit_layers: int
    dit_heads: int
    dit_cond: int
    text_layers: int
    aligner_width: int
    aligner_layers: int
    aligner_heads: int
    duration_text: int
    duration_width: int
    duration_layers: int
    duration_ffn: int
    duration_text_heads: int
    duration_text_layers: int
    duration_chars: bool
    wave_filters: int
    wave_middle: int
    wave_encoder_filters: int
    wave_encoder_width: int
    g2p_width: int
    g2p_layers: int
    g2p_heads: int
    g2p_kv_heads: int
    g2p_ffn: int
    g2p_vocabulary: int


SIZES = {
    "tiny": Size(dit_width=32, dit_layers=2, dit_heads=2, dit_cond=32, text_layers=1, aligner_width=16, aligner_layers=1, aligner_heads=2,
                 duration_text=32, duration_width=32, duration_layers=1, duration_ffn=64, duration_text_heads=2, duration_text_layers=1,
                 duration_chars=False, wave_filters=2, wave_middle=20, wave_encoder_filters=2, wave_encoder_width=32, g2p_width=32,
                 g2p_layers=1, g2p_heads=4, g2p_kv_heads=2, g2p_ffn=64, g2p_vocabulary=1280),
    "mini": Size(dit_width=64, dit_layers=2, dit_heads=4, dit_cond=32, text_layers=2, aligner_width=32, aligner_layers=2, aligner_heads=4,
                 duration_text=48, duration_width=32, duration_layers=2, duration_ffn=96, duration_text_heads=2, duration_text_layers=2,
                 duration_chars=False, wave_filters=8, wave_middle=40, wave_encoder_filters=4, wave_encoder_width=64, g2p_width=32,
                 g2p_layers=2, g2p_heads=4, g2p_kv_heads=2, g2p_ffn=64, g2p_vocabulary=1280),
    "official": Size(dit_width=1024, dit_layers=24, dit_heads=16, dit_cond=512, text_layers=6, aligner_width=512, aligner_layers=6,
                     aligner_heads=8, duration_text=512, duration_width=512, duration_layers=8, duration_ffn=1024, duration_text_heads=4,
                     duration_text_layers=6, duration_chars=True, wave_filters=128, wave_middle=320, wave_encoder_filters=32,
                     wave_encoder_width=512, g2p_width=896, g2p_layers=24, g2p_heads=14, g2p_kv_heads=2, g2p_ffn=4864,
                     g2p_vocabulary=152576),
}
"""``mini`` has the dimensions of the parity set; ``official`` those of the published checkpoint as far as they are known."""

PHONES, CODES, LATENTS = 174, 128, 32
DOWNSAMPLES, UPSAMPLES = (6, 5, 4, 4, 2), (5, 4, 4, 3)
DURATION_HEADS = 8


def diffusion_transformer(size: Size) -> Layout:
    width, mask = size.dit_width, 16
    hidden = -(-2 * width // 256) * 256
    yield from _linear("ctx_mask_proj", mask, 1)
    yield from _linear("local_cond_project", size.dit_cond, LATENTS + mask)
    for layer in (f"encoder.layers.{i}." for i in range(size.dit_layers)):
        for part in ("wq", "wk", "wv", "wo"):
            yield from _linear(f"{layer}attention.{part}", width, width)
        yield from _linear(f"{layer}feed_forward.w1", hidden, width)
        yield from _linear(f"{layer}feed_forward.w2", width, hidden)
        yield from _linear(f"{layer}attention_norm.linear", 6 * width, width)
    yield from _linear("encoder.norm.linear", 2 * width, width)
    yield from _linear("encoder.out_proj", width, width)
    yield from _linear("x_prenet", width, LATENTS)
    yield from _linear("prenet", width, size.dit_cond)
    yield from _linear("postnet", LATENTS, width)
    yield from _linear("f5_time_embed.time_mlp.0", width, 256)
    yield from _linear("f5_time_embed.time_mlp.2", width, width)
    yield from _relative_transformer("ph_encoder.", 302, width, 2 * width, 4, size.text_layers, 3)
    yield "tone_embed.weight", (32, width)
    for i in range(2):
        yield from _conv(f"ling_pre_net.{i}", width, width, 4)


def aligner_lm(size: Size) -> Layout:
    width, vocabulary = size.aligner_width, 6800
    yield "encoder.positional_embedding", (3000, width)
    yield from _conv("encoder.conv1", width, 80, 3)
    yield from _conv("encoder.conv2", width, width, 3)
    yield from _whisper_blocks("encoder.", size, ("attn",))
    yield from _norm("encoder.ln_post", width)
    yield "decoder.positional_embedding", (2048, width)
    yield "decoder.token_embedding.weight", (vocabulary, width)
    yield from _whisper_blocks("decoder.", size, ("attn", "cross_attn"))
    yield from _norm("decoder.ln", width)
    yield from _linear("decoder.out_proj", vocabulary, width)


def duration_lm(size: Size) -> Layout:
    text, width = size.duration_text, size.duration_width
    for encoder, vocabulary in (("encoder.", PHONES),) + ((("char_encoder.", 60),) if size.duration_chars else ()):
        yield from _relative_transformer(encoder, vocabulary, text, size.duration_ffn, size.duration_text_heads,
                                         size.duration_text_layers, 5)
    yield "char_empty_embed.weight", (1, text)
    yield "ling_label_embed_layers.tone.weight", (35, text)
    yield from _linear("enc_proj", width, text)
    yield "code_emb.weight", (CODES + 2, width)
    yield from _norm("layer_norm", width)
    yield from _linear("project_out_dim", CODES + 1, width)
    for layer in (f"layers.{i}.op." for i in range(size.duration_layers)):
        yield from _norm(f"{layer}layer_norm1", width)
        yield f"{layer}self_attn.in_proj_weight", (3 * width, width)
        yield f"{layer}self_attn.out_proj.weight", (width, width)
        yield from _norm(f"{layer}layer_norm2", width)
        yield from _conv(f"{layer}ffn.ffn_1.1", 4 * width, width, 1)
        yield from _linear(f"{layer}ffn.ffn_2", width, 4 * width)


def wavvae(size: Size) -> Layout:
    yield from _wave_encoder("encoder.encoder.model.", size.wave_encoder_filters, size.wave_encoder_width)
    yield from _linear("proj_to_z", 2 * LATENTS, size.wave_encoder_width)
    yield from _linear("proj_to_decoder", size.wave_middle, LATENTS)
    yield from _upsample("latent_upsampler.", size.wave_middle, 4)
    width = size.wave_filters * 2 ** len(UPSAMPLES)
    yield from _normed_conv("decoder.model_up.1", width, size.wave_middle // 2, 7)
    for i, ratio in enumerate(UPSAMPLES):
        yield from _upsample(f"decoder.model_up.{2 + 2 * i}.", width, ratio)
        width //= 2
        for block, kernel in (("block1", 3), ("block2", 7), ("block3", 11)):
            for convs in ("convs1", "convs2"):
                for k in range(3):
                    yield from _normed_conv(f"decoder.model_up.{3 + 2 * i}.{block}.{convs}.{k}", width, width, kernel)
    yield from _normed_conv(f"decoder.model_up.{4 + 2 * len(UPSAMPLES)}", 1, width, 7)


def g2p(size: Size) -> Layout:
    width, head = size.g2p_width, size.g2p_width // size.g2p_heads
    yield "model.embed_tokens.weight", (size.g2p_vocabulary, width)
    for layer in (f"model.layers.{i}." for i in range(size.g2p_layers)):
        yield from _linear(f"{layer}self_attn.q_proj", width, width)
        yield from _linear(f"{layer}self_attn.k_proj", size.g2p_kv_heads * head, width)
        yield from _linear(f"{layer}self_attn.v_proj", size.g2p_kv_heads * head, width)
        yield f"{layer}self_attn.o_proj.weight", (width, width)
        yield f"{layer}mlp.gate_proj.weight", (size.g2p_ffn, width)
        yield f"{layer}mlp.up_proj.weight", (size.g2p_ffn, width)
        yield f"{layer}mlp.down_proj.weight", (width, size.g2p_ffn)
        yield f"{layer}input_layernorm.weight", (width,)
        yield f"{layer}post_attention_layernorm.weight", (width,)
    yield "model.norm.weight", (width,)


def _linear(name: str, outputs: int, inputs: int) -> Layout:
    yield f"{name}.weight", (outputs, inputs)
    yield f"{name}.bias", (outputs,)


def _conv(name: str, outputs: int, inputs: int, kernel: int) -> Layout:
    yield f"{name}.weight", (outputs, inputs, kernel)
    yield f"{name}.bias", (outputs,)


def _norm(name: str, width: int) -> Layout:
    yield f"{name}.weight", (width,)
    yield f"{name}.bias", (width,)


def _channel_norm(name: str, width: int) -> Layout:
    yield f"{name}.gamma", (width,)
    yield f"{name}.beta", (width,)


def _normed_conv(name: str, outputs: int, inputs: int, kernel: int) -> Layout:
    yield f"{name}.bias", (outputs,)
    yield f"{name}.weight_g", (outputs, 1, 1)
    yield f"{name}.weight_v", (outputs, inputs, kernel)


def _relative_transformer(prefix: str, vocabulary: int, width: int, ffn: int, heads: int, layers: int, kernel: int) -> Layout:
    yield f"{prefix}emb.weight", (vocabulary, width)
    for i in range(3):
        yield from _conv(f"{prefix}pre.conv_layers.{i}", width, width, 5)
        yield from _channel_norm(f"{prefix}pre.norm_layers.{i}", width)
    yield from _conv(f"{prefix}pre.proj", width, width, 1)
    for i in range(layers):
        attention = f"{prefix}encoder.attn_layers.{i}."
        yield f"{attention}emb_rel_k", (1, 9, width // heads)
        yield f"{attention}emb_rel_v", (1, 9, width // heads)
        for part in "qkvo":
            yield from _conv(f"{attention}conv_{part}", width, width, 1)
        yield from _channel_norm(f"{prefix}encoder.norm_layers_1.{i}", width)
        yield from _conv(f"{prefix}encoder.ffn_layers.{i}.conv_1", ffn, width, kernel)
        yield from _conv(f"{prefix}encoder.ffn_layers.{i}.conv_2", width, ffn, 1)
        yield from _channel_norm(f"{prefix}encoder.norm_layers_2.{i}", width)
    yield from _channel_norm(f"{prefix}encoder.last_ln", width)


def _whisper_blocks(prefix: str, size: Size, attentions: tuple[str, ...]) -> Layout:
    width = size.aligner_width
    for block in (f"{prefix}blocks.{i}." for i in range(size.aligner_layers)):
        for attention in attentions:
            yield from _linear(f"{block}{attention}.query", width, width)
            yield f"{block}{attention}.key.weight", (width, width)
            yield from _linear(f"{block}{attention}.value", width, width)
            yield from _linear(f"{block}{attention}.out", width, width)
            yield from _norm(f"{block}{attention}_ln", width)
        yield from _linear(f"{block}mlp.0", 4 * width, width)
        yield from _linear(f"{block}mlp.2", width, 4 * width)
        yield from _norm(f"{block}mlp_ln", width)


def _upsample(prefix: str, width: int, ratio: int) -> Layout:
    yield from _normed_conv(f"{prefix}upsample.3", width // 2, width, 7)
    yield f"{prefix}trans_upsample.1.bias", (width // 2,)
    yield f"{prefix}trans_upsample.1.weight_g", (width, 1, 1)
    yield f"{prefix}trans_upsample.1.weight_v", (width, width // 2, 2 * max(ratio, 5))


def _wave_encoder(prefix: str, filters: int, width: int) -> Layout:
    yield from _normed_conv(f"{prefix}0.conv.conv", filters, 1, 7)
    place = 1
    for ratio in reversed(DOWNSAMPLES):
        yield from _normed_conv(f"{prefix}{place}.block.1.conv.conv", filters // 2, filters, 3)
        yield from _normed_conv(f"{prefix}{place}.block.3.conv.conv", filters, filters // 2, 1)
        yield from _normed_conv(f"{prefix}{place}.shortcut.conv.conv", filters, filters, 1)
        yield from _normed_conv(f"{prefix}{place + 2}.conv.conv", 2 * filters, filters, 2 * ratio)
        filters, place = 2 * filters, place + 3
    for layer in range(2):
        for part in ("ih", "hh"):
            yield f"{prefix}{place}.lstm.weight_{part}_l{layer}", (4 * filters, filters)
            yield f"{prefix}{place}.lstm.bias_{part}_l{layer}", (4 * filters,)
    yield from _normed_conv(f"{prefix}{place + 2}.conv.conv", width, filters, 7)
