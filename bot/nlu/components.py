"""The graph components of `config.yml`: thin coats around the pure readers of this package."""

from __future__ import annotations

import pickle
from typing import Any, Dict, List, Tuple, Type  # noqa: UP035 - Rasa reads these annotations

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clauses import clauses
from bot.nlu.encoder import encoder, side_by_side
from bot.nlu.facts import facts_in
from bot.nlu.intent_model import IntentModel
from bot.nlu.label_model import LabelModel, nearly
from bot.nlu.language_model import LanguageModel
from bot.nlu.reconsider import FACT_KINDS, OWNERS_KINDS, Label, reconsider

LABEL_KINDS = (*OWNERS_KINDS, *FACT_KINDS, "pointer", "caution")
CLAUSE_ROWS = "clause_embeddings"  # of a message, between components
MOST_READ = 4000  # characters; the rest of a longer message is not read


def _text(message: Message) -> str:
    return str(message.get(TEXT) or "")[:MOST_READ]


def _labelled(data: TrainingData) -> List[Message]:
    return [message for message in data.intent_examples if message.get(TEXT)]


def _metadata(message: Message, part: str) -> Dict[str, Any]:
    found = (message.get(METADATA) or {}).get(part)
    return found if isinstance(found, dict) else {}


def _add_entity(message: Message, name: str, value: Any, extractor: str, **more: Any) -> None:
    entity = {"entity": name, "value": value, "extractor": extractor, **more}
    message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)


class Kept(GraphComponent):
    """A component whose trained model is one pickled value in the model archive (never read from elsewhere)."""

    model: Any = None

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Built by `create` or `load`."""
        self.config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Kept":
        """A component without a model yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Kept":
        """A component with the model it was trained to."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.model = pickle.loads((folder / "model.pkl").read_bytes())
        return component

    def keep(self, model: Any) -> Resource:
        """Store the trained model."""
        self.model = model
        with self._storage.write_to(self._resource) as folder:
            (folder / "model.pkl").write_bytes(pickle.dumps(model))
        return self._resource


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(GraphComponent):
    """Adds a multilingual sentence embedding to every message and its clauses; `encoder` names the encoder."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The encoder used unless the pipeline names another."""
        return {"encoder": "use_multilingual"}

    @staticmethod
    def required_packages() -> List[str]:
        """What must be installed; the encoder's own package is checked when it is loaded."""
        return ["numpy"]

    def __init__(self, config: Dict[str, Any], name: str) -> None:
        """Loads the encoder."""
        self._encoder = config["encoder"]
        self._encode = encoder(self._encoder)
        self._name = name

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoderFeaturizer":
        """A featurizer for a pipeline."""
        return cls({**cls.get_default_config(), **config}, execution_context.node_name)

    def process(self, messages: List[Message]) -> List[Message]:
        """Embed messages, each with its clauses in one batch: half the time of one after the other."""
        for message in messages:
            text = _text(message)
            rows = self._encode([text, *clauses(text)])
            self._add(message, rows[:1])
            message.set(CLAUSE_ROWS, rows[1:])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Embed the training messages as they are."""
        messages = _labelled(training_data)
        if messages:
            for message, row in zip(messages, side_by_side(self._encoder, [_text(message) for message in messages])):
                self._add(message, row[np.newaxis, :])
        return training_data

    def _add(self, message: Message, row: Any) -> None:
        message.add_features(Features(row, "sentence", TEXT, self._name))


def _dense(messages: List[Message]) -> Any:
    rows = [message.get_dense_features(TEXT)[1] for message in messages]
    return np.vstack([row.features for row in rows])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageIdentifier(Kept):
    """Says which of the two languages a message is in, as the entity `language`."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Nothing to set."""
        return {}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the language the training files name."""
        pairs = [(_text(m), _metadata(m, "intent").get("language")) for m in _labelled(training_data)]
        return self.keep(LanguageModel().fit([(text, str(lang)) for text, lang in pairs if lang]))

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the language of each message that has one."""
        for message in messages:
            language = self.model.language(_text(message))
            if language:
                _add_entity(message, "language", language, "LanguageIdentifier")
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CalibratedIntentClassifier(Kept):
    """Names the intent; `keep` is the share of in-scope messages that must not be called out of scope."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See `IntentModel`."""
        return {"keep": 0.965, "seed": 7}

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Needs sentence embeddings."""
        return [SentenceEncoderFeaturizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the labelled messages."""
        messages = _labelled(training_data)
        model = IntentModel(self.config["keep"], self.config["seed"])
        return self.keep(model.fit([_text(m) for m in messages], _dense(messages), [m.get(INTENT) for m in messages]))

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and ranking."""
        for message in messages:
            reading = self.model.read([_text(message)], _dense([message]))[0]
            ranking = [{"name": name, "confidence": chance} for name, chance in reading.ranking]
            _set_ranking(message, ranking)
        return messages


def _set_ranking(message: Message, ranking: List[Dict[str, Any]]) -> None:
    if ranking:
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ClauseLabelClassifier(Kept):
    """Adds barriers, need areas, goals and the like, read clause by clause, as entities without a span.

    A clear need makes a message ours that the intent classifier, when it came before, had called foreign. A label that
    nearly holds is added as `maybe_` and its kind: it may answer a question, which only the dialogue knows.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`seed` fixes the training."""
        return {"seed": 7}

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """Needs sentence embeddings."""
        return [SentenceEncoderFeaturizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the labels annotated in the training files' metadata."""
        messages = _labelled(training_data)
        labels = [_taught(message) for message in messages]
        model = LabelModel(self.config["seed"])
        texts, intents = [_text(m) for m in messages], [m.get(INTENT) for m in messages]
        return self.keep(model.fit(texts, _dense(messages), labels, intents))

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the labels that hold."""
        for message in messages:
            margins = self.model.margins(_text(message), _dense([message]), message.get(CLAUSE_ROWS))
            holding = [label for label in margins if label[2] > 0]
            ranking, labels = reconsider(message.get(INTENT_RANKING_KEY) or [], holding)
            _set_ranking(message, ranking)
            for kind, value in _without_doubles(labels, message):
                _add_entity(message, kind, value, "ClauseLabelClassifier")
            for kind, value, _ in nearly(margins):
                _add_entity(message, f"maybe_{kind}", value, "ClauseLabelClassifier")
        return messages


def _taught(message: Message) -> Dict[str, Any]:
    """The labels a training message is annotated with, and those facts of it that our readers find by their words."""
    annotated = {kind: values for kind, values in _metadata(message, "example").items() if kind in LABEL_KINDS}
    read = {fact.entity: [str(fact.value)] for fact in facts_in(_text(message)) if fact.entity in FACT_KINDS}
    return {**read, **annotated}


def _without_doubles(labels: List[Label], message: Message) -> List[Tuple[str, str]]:
    """Kinds and values to add: of a fact only the surest value, and none where the readers found its words."""
    found = {entity["entity"] for entity in message.get(ENTITIES, [])}
    kept = []
    for kind, value, _ in sorted(labels, key=lambda label: -label[2]):
        if kind not in FACT_KINDS or kind not in found:
            kept.append((kind, value))
            found.add(kind)
    return kept


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent):
    """Adds quantities, province, work mode, stage and format names, as the pure readers find them."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "FactExtractor":
        """An extractor for a pipeline, warmed up: the readers compile their patterns at their first message."""
        facts_in("2 people")
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the facts of each message."""
        for message in messages:
            for fact in facts_in(_text(message)):
                span = {} if fact.start is None else {"start": fact.start, "end": fact.end}
                _add_entity(message, fact.entity, fact.value, "FactExtractor", **span)
        return messages
