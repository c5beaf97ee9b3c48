"""Tunes the whole image tower with both heads, from the pictures themselves: the way for a machine with a GPU.

python whole.py heads --pack DIR --drawn DIR --run heads --out DIR --steps N
python whole.py tune --pack DIR --drawn DIR --from heads.pt --run NAME --out DIR --seconds N [--seed N]
python whole.py refit --pack DIR --drawn DIR --from heads.pt --mix RUN.pt:SHARE … --run NAME --out DIR --steps N
`heads` trains both heads on features of the pretrained towers. `tune` trains everything above the lowest blocks. `refit` mixes the weights of runs and trains the heads again on what the mixed
tower, now still, makes of the pictures: on a processor, too. `pack.py` makes the first folder, `drawing.py` the second. The loss is that of `train.py`; every picture is seen in a new view each
time. A run lasts as long as is said, saves its state each minute, and a killed one goes on from there.
"""

import argparse
import copy
import json
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path

import onnxruntime as ort
import torch
from torch import nn
from torch.nn import functional as F

from evaluation import CLASS_TEMPLATES, Evaluation
from heads import Pair, contrastive_loss, distillation_loss
from pools import HELD_OUT, SETS, TAUGHT, Chosen, Data
from settings import IMAGE_SIZE, SEED
from texts import features as text_features
from train import save
from views import VIEWS, normalised, whole
from whole_tower import WholeTower

MORE_TEXTS, QUEUE = 2048, 2048
RATES = {"low": 6e-5, "middle": 1.5e-4, "top": 3e-4, "heads": 5e-4}
#: Features that never were a picture, in one batch.
SYNTHETIC = 192
DECAY, WARM_UP = 0.05, 40
AVERAGED_OVER = 80
#: How many views of each picture the heads are fitted again on, one where nothing is said.
REFIT_VIEWS = {"flickr": 2, "photographs": 4, "game_icons": 2, "emoji_3d": 3}
REFIT_RATE = 3e-4
#: The tuned tower has seen every captioned photograph so often that heads fitted to them again would only learn them by heart (77 % of
#: captions among the first ten became 70 in 200 steps): few of them are in a batch, and theirs are held where the tuning left them.
REFIT_CAPTIONED, REFIT_KEPT, REFIT_KEPT_TEXTS = 32, 20.0, 512


@dataclass(frozen=True)
class Options:
    """What a run does; an ablation leaves one of it out."""

    masked: bool = True
    teacher: float = 2.5
    anchor: float = 1.5
    more: int = MORE_TEXTS
    ancestry: bool = True
    relations: float = 0.0
    size: int = IMAGE_SIZE
    plain: bool = False
    leave_out: tuple[str, ...] = ()
    seed: int = SEED


class WholeEvaluation(Evaluation):
    """The same questions, of the tower as it stands."""

    def __init__(self, data: Data, size: int = IMAGE_SIZE) -> None:
        self.whole, self.size = data, size
        self.sets = {name: (None, None, rows) for name, rows in data.held.items()}
        self.ancestors = json.loads((data.pack_folder / "ancestors.json").read_text("utf8"))
        texts = {text for name in HELD_OUT if name != "held_photographs" for row in data.held[name] for text in row["texts"]}
        texts |= {t.format(name) for row in data.held["held_photographs"] for name in row["texts"] for t in CLASS_TEMPLATES}
        known = sorted(texts | set(self.ancestors))
        made = text_features(data.backbone, data.pack_folder, known)
        self.text_features = dict(zip(known, torch.from_numpy(made).float()))

    def pictures(self, model: Pair, name: str, device: str, tuned: bool) -> torch.Tensor:
        parts = []
        for part in self.whole.held_pixels[name].split(250):
            pixels = whole(part.permute(0, 3, 1, 2).float() / 255, self.size)
            with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
                parts.append(model.top(normalised(pixels).contiguous(memory_format=torch.channels_last)).float())
        return F.normalize(model.image(torch.cat(parts)), dim=1).cpu()


class FeatureEvaluation(WholeEvaluation):
    """The same questions of features that stay."""

    def __init__(self, data: Data, seen, size: int = IMAGE_SIZE) -> None:
        super().__init__(data)
        self.features = {name: whole_features(seen, data.held_pixels[name], size) for name in HELD_OUT}

    def pictures(self, model: Pair, name: str, device: str, tuned: bool) -> torch.Tensor:
        return F.normalize(model.image(self.features[name]), dim=1).cpu()


class Earlier:
    """Vectors of pictures of earlier batches: negatives that cost little."""

    def __init__(self, size: int) -> None:
        self.size, self.vectors, self.chosen = size, [], []

    def push(self, vectors: torch.Tensor, chosen: Chosen) -> None:
        if self.size:
            self.vectors.append(vectors.detach())
            self.chosen.append(chosen)
            while sum(map(len, self.vectors)) > self.size:
                self.vectors.pop(0)
                self.chosen.pop(0)

    def negatives(self, data: Data, chosen: Chosen) -> tuple[torch.Tensor, torch.Tensor] | None:
        """Their vectors, and for each text of the batch which of them it is true of."""
        if not self.vectors:
            return None
        own, classes = torch.cat([c.own for c in self.chosen]), torch.cat([c.classes for c in self.chosen])
        groups, texts = torch.cat([c.groups for c in self.chosen]), torch.cat([c.text for c in self.chosen])
        same = (chosen.text[:, None] == texts[None, :]) | data.true_of_class[classes[None, :], chosen.text[:, None]]
        same |= (chosen.groups[:, None] == groups[None, :]) & (chosen.groups >= 0)[:, None]
        for column in own.T:
            same |= chosen.text[:, None] == column[None, :]
        return torch.cat(self.vectors), same


class Invented:
    """Features of photographs that never were, of all 1,000 classes: a Flickr picture's less its own likeliest class, plus another class.

    flickr, photographs: features of the pretrained tower, N×1280; classes: of the photographs; now: what a pretrained feature is in
    the tower that is trained, the same unless said.
    """

    def __init__(self, data: Data, flickr: torch.Tensor, photographs: torch.Tensor, classes: torch.Tensor, now=lambda made: made) -> None:
        self.data, self.flickr, self.now = data, flickr, now
        self.centre = flickr.mean(0)
        own = data.weights[classes]
        along = ((photographs - self.centre) * own).sum(1) / own.square().sum(1)
        self.low, self.high = float(along.quantile(0.15)), float(along.quantile(0.9))

    @torch.no_grad()
    def beside(self, chosen: Chosen, features: torch.Tensor, untouched: torch.Tensor, count: int, ancestry: bool) -> tuple[Chosen, torch.Tensor, torch.Tensor]:
        """So many more pairs after the batch's own."""
        device = features.device
        classes = torch.randint(len(self.data.weights), (count,), device=device)
        base = self.flickr[torch.randint(len(self.flickr), (count,), device=device)]
        own = self.data.weights[(base @ self.data.weights.T + self.data.biases).argmax(1)]
        along = ((base - self.centre) * own).sum(1, keepdim=True) / own.square().sum(1, keepdim=True)
        scale = torch.empty(count, 1, device=device).uniform_(self.low, self.high)
        made = (base - along.clamp(min=0) * own + scale * self.data.weights[classes]).clamp(min=0)
        pairs, none = chosen.pairs, torch.full((count,), -1, device=device)
        before = int(chosen.taught[:pairs].sum())
        with torch.enable_grad():
            features = torch.cat([features[:pairs], self.now(made), features[pairs:]])
        return Chosen(
            torch.cat([chosen.text, self.data.class_text(classes, ancestry)]), torch.cat([chosen.own, none[:, None].expand(-1, chosen.own.shape[1])]),
            torch.cat([chosen.classes, classes]), torch.cat([chosen.groups, none]),
            torch.cat([chosen.taught[:pairs], torch.ones_like(none, dtype=torch.bool), chosen.taught[pairs:]]), pairs + count,
        ), features, torch.cat([untouched[:before], made, untouched[before:]])  # fmt: skip


def heads_of(model: Pair) -> list[nn.Parameter]:
    return [p for name, p in model.named_parameters() if not name.startswith("top.")]


def losses_of(model: Pair, data: Data, chosen: Chosen, shares: dict[str, int], images: torch.Tensor, untouched: torch.Tensor | None,
              moved: torch.Tensor | None, options: Options, earlier: Earlier) -> dict[str, torch.Tensor]:  # fmt: skip
    """images: vectors of all rows; untouched: features of the taught rows by the pretrained tower; moved: the same rows' features now."""
    words = lambda places: model.text(data.text_features[places].float())
    texts, more = words(chosen.text), None
    if options.more:
        extra, extra_same = data.more(chosen, shares, options.more, options.ancestry)
        more = words(extra), extra_same
    same = data.same(chosen, options.masked)
    losses = {"contrast": contrastive_loss(images[: chosen.pairs], texts, model.scale(), same, more, earlier.negatives(data, chosen))}
    earlier.push(images[: chosen.pairs], chosen)
    if options.teacher:
        names = words(data.one_of(*data.class_tables["texts"]))
        logits = untouched @ data.weights.T + data.biases
        losses["teacher"] = options.teacher * distillation_loss(images[chosen.taught], names, model.teacher_scale(), logits)
    if options.anchor and moved is not None:
        losses["anchor"] = options.anchor * ((moved - untouched) / model.image.deviation).square().mean()
    if options.relations:
        places = data.one_of(data.relation_places, torch.full((len(data.relation_places),), 2, device=images.device))
        nouns = F.normalize(words(places), dim=1)
        alike = (12 * nouns @ nouns.T).masked_fill(torch.eye(len(nouns), dtype=torch.bool, device=images.device), -1e4)
        cross = -(data.relation_targets * F.log_softmax(alike, dim=1)).sum(1).mean()
        losses["relations"] = options.relations * cross
    return losses


def new_pair(data: Data, description: dict, start: Path | None, seed: int) -> Pair:
    """Both heads on the pretrained tower, new or as a run of `train.py` left them."""
    torch.manual_seed(seed)
    model = Pair(WholeTower(description), torch.zeros(2, 1280), torch.zeros(2, 384))
    if start:
        state = {k: v.float() for k, v in torch.load(start, map_location="cpu", weights_only=False)["average"].items() if not k.startswith("top.")}
        model.load_state_dict(state, strict=False)
    return model.to(data.device)


def described(data: Data) -> dict:
    """The pretrained tower; its classifier goes to the data."""
    stored = torch.load(data.pack_folder / "image.pt", map_location="cpu", weights_only=False)
    data.weights, data.biases = stored["weights"].float().to(data.device), stored["biases"].float().to(data.device)
    return stored["tower"]


def tune(data: Data, out: Path, run: str, start: Path, seconds: float, seed: int, options: Options, share: float) -> None:
    description = described(data)
    model = new_pair(data, description, start, seed)
    model.top.to(memory_format=torch.channels_last)
    before = WholeTower(description).to(data.device, memory_format=torch.channels_last).requires_grad_(False)
    evaluation, seen = WholeEvaluation(data, options.size), encoder(before, data.device, out)
    unchanged = {name: whole_features(seen, data.sets[name].pixels[:2048]) for name in ("flickr", "photographs")}
    invented = Invented(data, unchanged["flickr"], unchanged["photographs"], data.sets["photographs"].classes[:2048])
    groups = [{"params": heads_of(model), "peak": RATES["heads"]}]
    groups += [{"params": parameters, "peak": RATES[part]} for part, parameters in model.top.tuned().items()]
    optimizer = torch.optim.AdamW(groups, lr=1e-4, weight_decay=DECAY, betas=(0.9, 0.98), fused=data.device == "cuda")
    average = {key: value.clone() for key, value in model.state_dict().items()}
    shares = {name: max(1, round(count * share)) for name, (_, count) in SETS.items() if name not in options.leave_out}
    elapsed, step, spent, earlier = 0.0, 0, {}, Earlier(QUEUE)
    state_file, log_file = out / f"{run}.state", out / f"{run}.log"
    if state_file.exists():
        state = torch.load(state_file, map_location=data.device, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average, elapsed, step = state["average"], state["elapsed"], state["step"]
    last, next_log, saved = time.time(), elapsed, elapsed
    while True:
        elapsed, last = elapsed + time.time() - last, time.time()
        done = min(1.0, elapsed / seconds)
        if done >= 1 or elapsed >= next_log:
            next_log = elapsed + max(20.0, seconds / 10)
            kept = {key: value.clone() for key, value in model.state_dict().items()}
            model.load_state_dict(average)
            figures = evaluation.measure(model, data.device, True)
            model.load_state_dict(kept)
            line = {"stage": "whole", "step": step, "seconds": round(elapsed), "scale": round(model.scale().item(), 1),
                    **{k: round(float(v), 3) for k, v in spent.items()}, **{k: round(v, 1) for k, v in figures.items()}}  # fmt: skip
            print(line, flush=True)
            with log_file.open("a") as log:
                log.write(json.dumps(line) + "\n")
            last = time.time()
        if done >= 1:
            break
        if elapsed - saved > 60:
            save(state_file, {"model": model.state_dict(), "average": average, "optimizer": optimizer.state_dict(), "elapsed": elapsed, "step": step})
            saved = elapsed
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * done))
        rows, chosen = data.choose(shares, options.ancestry, {})
        pixels = torch.cat([data.pictures(name, places, options.size, options.plain) for name, places in rows.items()])
        pixels = pixels.contiguous(memory_format=torch.channels_last)
        with torch.autocast(data.device, torch.bfloat16, enabled=data.device == "cuda"):
            lower = model.top.lower(pixels)
            features = model.top.upper(lower)
            with torch.no_grad():
                untouched = before.upper(lower[chosen.taught])
        features, untouched = features.float(), untouched.float()
        chosen, features, untouched = invented.beside(chosen, features, untouched, round(SYNTHETIC * share), options.ancestry)
        losses = losses_of(model, data, chosen, shares, model.image(features), untouched, features[chosen.taught], options, earlier)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        with torch.no_grad():
            share_now = 1 / AVERAGED_OVER if step > AVERAGED_OVER else 1 / (step + 2)
            for key, value in model.state_dict().items():
                average[key].lerp_(value, share_now)
        step += 1
        if step % 10 == 0:
            spent = {name: loss.detach() for name, loss in losses.items()}
    save(out / f"{run}.pt", {"average": {key: value.half().cpu() for key, value in average.items()}})
    state_file.unlink(missing_ok=True)


def encoder(tower: WholeTower, device: str, folder: Path):
    """A function from normalised pictures to features: PyTorch in bfloat16 on a GPU, ONNX Runtime (three times as fast) on a processor."""
    if device == "cuda":

        @torch.no_grad()
        def on_gpu(pixels: torch.Tensor) -> torch.Tensor:
            with torch.autocast(device, torch.bfloat16):
                return tower(pixels.contiguous(memory_format=torch.channels_last)).float()

        return on_gpu
    graph = folder / "tower.onnx"
    torch.onnx.export(tower.eval(), (torch.zeros(2, 3, IMAGE_SIZE, IMAGE_SIZE),), str(graph), input_names=["pixels"], output_names=["features"],
                      dynamic_axes={"pixels": {0: "batch", 2: "height", 3: "width"}, "features": {0: "batch"}}, opset_version=17, dynamo=False)  # fmt: skip
    options = ort.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = ort.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
    graph.unlink()
    return lambda pixels: torch.cat([torch.from_numpy(session.run(None, {"pixels": part.numpy()})[0]) for part in pixels.split(32)])


def whole_features(seen, pixels: torch.Tensor, size: int = IMAGE_SIZE) -> torch.Tensor:
    """N×H×W×3 bytes, whole and squeezed → features."""
    return torch.cat([seen(normalised(whole(part.permute(0, 3, 1, 2).float() / 255, size))) for part in pixels.split(256)])


@torch.no_grad()
def features_of(data: Data, seen, options: Options, limit: int, views: tuple[str, ...] = tuple(VIEWS)) -> dict[str, torch.Tensor]:
    """One view of each picture of the sets that are given such views."""
    made = {}
    for name, pictures in data.sets.items():
        if pictures.view in views:
            rows = torch.arange(min(limit, len(pictures.pixels)), device=data.device).split(256)
            made[name] = torch.cat([seen(data.pictures(name, part, options.size, options.plain)) for part in rows])
    return made


def heads_alone(data: Data, description: dict, made: dict[str, torch.Tensor], steps: int, options: Options, batch: float,
                evaluation: FeatureEvaluation) -> tuple[Pair, dict[str, float]]:  # fmt: skip
    """Both heads from the beginning on features that stay, and their last losses with what they reach."""
    model = new_pair(data, description, None, options.seed)
    sample = torch.cat([f[:: max(1, len(f) // 2000)] for f in made.values()])
    for head, values in ((model.image, sample), (model.text, data.text_features[:: max(1, len(data.texts) // 20000)].float())):
        head.mean.copy_(values.mean(0))
        head.deviation.copy_(values.std(0) + 1e-3)
    optimizer = torch.optim.AdamW(heads_of(model), lr=2e-3, weight_decay=DECAY, fused=data.device == "cuda")
    shares = {name: max(1, round(count * batch)) for name, (_, count) in SETS.items() if name in made and name not in options.leave_out}
    average, earlier = {k: v.clone() for k, v in model.state_dict().items()}, Earlier(0)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))
        rows, chosen = data.choose(shares, options.ancestry, {name: len(features) for name, features in made.items()})
        features = torch.cat([made[name][places] for name, places in rows.items()])
        losses = losses_of(model, data, chosen, shares, model.image(features), features[chosen.taught], None, options, earlier)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        share = 1 / 60 if step > 60 else 1 / (step + 2)
        with torch.no_grad():
            for key, value in model.state_dict().items():
                if not key.startswith("top."):
                    average[key].lerp_(value, share)
    model.load_state_dict(average)
    return model, {**{name: loss.item() for name, loss in losses.items()}, **evaluation.measure(model, data.device, True)}


def heads(data: Data, out: Path, run: str, steps: int, share: float) -> None:
    """The first stage by itself: what `tune` begins with."""
    description = described(data)
    seen = encoder(WholeTower(description).to(data.device).requires_grad_(False), data.device, out)
    started, made = time.time(), features_of(data, seen, Options(), 10**9)
    model, figures = heads_alone(data, description, made, steps, Options(teacher=1.0), share, FeatureEvaluation(data, seen))
    line = {"stage": "heads", "step": steps, "seconds": round(time.time() - started), **{k: round(v, 1) for k, v in figures.items()}}
    print(line, flush=True)
    (out / f"{run}.log").write_text(json.dumps(line) + "\n")
    save(out / f"{run}.pt", {"average": {key: value.half().cpu() for key, value in model.state_dict().items() if not key.startswith("top.")}})


@torch.no_grad()
def views_of(data: Data, name: str, towers: list, options: Options) -> list[torch.Tensor]:
    """The features of each tower, of the same views: so many for each picture of a set."""
    made = [[] for _ in towers]
    for _ in range(REFIT_VIEWS.get(name, 1)):
        for rows in torch.arange(len(data.sets[name].pixels), device=data.device).split(256):
            pixels = data.pictures(name, rows, options.size, options.plain)
            for parts, seen in zip(made, towers):
                parts.append(seen(pixels).half())
    return [torch.cat(parts) for parts in made]


def linear_map(before: torch.Tensor, now: torch.Tensor, ridge: float = 1.0):
    """The best linear guess of a feature of the tuned tower from the pretrained one's (ridge regression)."""
    x = torch.cat([before, torch.ones(len(before), 1, device=before.device)], 1).double()
    weights = torch.linalg.solve(x.T @ x + ridge * torch.eye(x.shape[1], device=x.device, dtype=x.dtype), x.T @ now.double()).float()
    return lambda made: (made @ weights[:-1] + weights[-1]).clamp(min=0)


def mixed(start: dict, runs: list[str]) -> dict:
    """The mean of the weights of these runs, each with its share; what is left to 1 goes to the untuned start."""
    parts = [(Path(file), float(share or 1)) for file, _, share in (run.partition(":") for run in runs)]
    states = [torch.load(file, map_location="cpu", weights_only=False)["average"] for file, _ in parts]
    rest = 1 - sum(share for _, share in parts)
    return {k: rest * v.cpu() + sum(state[k].float() * share for state, (_, share) in zip(states, parts)) for k, v in start.items()}


def refit(data: Data, out: Path, run: str, start: Path, runs: list[str], steps: int, options: Options, share: float) -> None:
    """Trains the heads again on the mixed tower: its features are made once and kept in `RUN.features`."""
    description = described(data)
    before, model = WholeTower(description).to(data.device), new_pair(data, description, start, SEED)
    model.load_state_dict(mixed(model.state_dict(), runs))
    model.to(data.device)
    seen, unchanged = encoder(model.top, data.device, out), encoder(before, data.device, out)
    folder, started = out / f"{run}.features", time.time()
    folder.mkdir(exist_ok=True)
    now, then = {}, {}
    for name in data.sets:
        file = folder / f"{name}.pt"
        if not file.exists():
            save(file, views_of(data, name, [seen, unchanged] if name in TAUGHT else [seen], options))
            print(f"{name}: features after {time.time() - started:.0f} s", flush=True)
        now[name], *others = torch.load(file, map_location=data.device)
        if others:
            then[name] = others[0]
    evaluation = FeatureEvaluation(data, seen)
    all_then, all_now = torch.cat([then[n].float() for n in TAUGHT]), torch.cat([now[n].float() for n in TAUGHT])
    to_now = linear_map(all_then, all_now)
    unexplained = (to_now(all_then) - all_now).square().mean() / (all_now - all_now.mean(0)).square().mean()
    print(f"the linear map leaves {100 * unexplained:.1f} % of the variance", flush=True)
    classes = data.sets["photographs"].classes.repeat(REFIT_VIEWS["photographs"])
    invented = Invented(data, then["flickr"][: len(data.sets["flickr"].pixels)].float(), then["photographs"].float(), classes, to_now)
    model.image.requires_grad_(False).eval()
    optimizer = torch.optim.AdamW(model.text.parameters(), lr=1e-4, weight_decay=DECAY)
    shares = {name: max(1, round((REFIT_CAPTIONED if name == "flickr" else wanted) * share)) for name, (_, wanted) in SETS.items()}
    average, earlier = {k: v.clone() for k, v in model.state_dict().items()}, Earlier(0)
    still = copy.deepcopy(model).eval().requires_grad_(False)
    (out / f"{run}.log").unlink(missing_ok=True)
    losses: dict[str, torch.Tensor] = {}
    for step in range(steps + 1):
        if step % 50 == 0 or step == steps:
            kept = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict(average)
            line = {"stage": "refit", "step": step, "seconds": round(time.time() - started), "scale": round(model.scale().item(), 1),
                    **{n: round(v.item(), 3) for n, v in losses.items()},
                    **{k: round(v, 1) for k, v in evaluation.measure(model, data.device, True).items()}}  # fmt: skip
            print(line, flush=True)
            with (out / f"{run}.log").open("a") as log:
                log.write(json.dumps(line) + "\n")
            if step == steps:
                save(out / f"{run}.pt", {"average": {key: value.half().cpu() for key, value in average.items()}})
                return
            model.load_state_dict(kept)
            model.image.eval()
        for group in optimizer.param_groups:
            group["lr"] = REFIT_RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))
        rows, chosen = data.choose(shares, options.ancestry, {})
        # A view by chance: the rows of one follow those of the other.
        places = {n: r + len(data.sets[n].pixels) * torch.randint(REFIT_VIEWS.get(n, 1), r.shape, device=r.device) for n, r in rows.items()}
        features = torch.cat([now[name][at].float() for name, at in places.items()])
        untouched = torch.cat([then[name][at].float() for name, at in places.items() if name in TAUGHT])
        chosen, features, untouched = invented.beside(chosen, features, untouched, round(2 * SYNTHETIC * share), options.ancestry)
        losses = losses_of(model, data, chosen, shares, model.image(features), untouched, None, options, earlier)
        some = torch.randint(len(data.sets["flickr"].pixels), (REFIT_KEPT_TEXTS,), device=data.device)
        captions = data.text_features[data.say(data.sets["flickr"], some, False)].float()
        losses["kept"] = REFIT_KEPT * (1 - F.cosine_similarity(model.text(captions), still.text(captions))).mean()
        optimizer.zero_grad()
        sum(losses.values()).backward()
        nn.utils.clip_grad_norm_(model.text.parameters(), 2.0)
        optimizer.step()
        with torch.no_grad():
            for key, value in model.state_dict().items():
                if not key.startswith("top."):
                    average[key].lerp_(value, 1 / 60 if step > 60 else 1 / (step + 2))


def parser(description: str) -> argparse.ArgumentParser:
    """An argument parser with what `ablation.py` takes, too."""
    options = argparse.ArgumentParser(description=description)
    for name in ("pack", "drawn", "out"):
        options.add_argument(f"--{name}", type=Path, required=True)
    options.add_argument("--cache", type=Path, help="where decoded pictures lie; beside the drawn ones unless said")
    options.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options.add_argument("--steps", type=int, default=300)
    options.add_argument("--share", type=float, default=1.0, help="of the pictures of a batch")
    options.add_argument("--limit", nargs="+", default=[], help="pictures of a set at most, as NUMBER or SET=NUMBER")
    options.add_argument("--texts", type=Path, help="a folder with texts.json and texts.npy: features of texts that are known already")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    return options


def opened(arguments: argparse.Namespace) -> Data:
    """The pictures and texts that the arguments name, on the device."""
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    limits = {name or "": int(count) for name, _, count in (limit.rpartition("=") for limit in arguments.limit)}
    return Data(arguments.pack, arguments.drawn, arguments.cache or arguments.drawn / "decoded", arguments.device, limits, arguments.texts)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("what", choices=["heads", "tune", "refit"])
    options.add_argument("--from", dest="start", type=Path, help="the heads to begin with")
    options.add_argument("--run", default="whole")
    options.add_argument("--seconds", type=float, default=240)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--mix", nargs="+", default=[], help="runs, each with its share, whose weights are mixed")
    arguments = options.parse_args()
    data, out, run, share = opened(arguments), arguments.out, arguments.run, arguments.share
    match arguments.what:
        case "heads":
            heads(data, out, run, arguments.steps, share)
        case "tune":
            tune(data, out, run, arguments.start, arguments.seconds, arguments.seed, Options(), share)
        case "refit":
            refit(data, out, run, arguments.start, arguments.mix, arguments.steps, Options(), share)


if __name__ == "__main__":
    main()
