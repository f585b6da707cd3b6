"""English or French, right on short and mixed messages: character n-grams of messages like ours."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.nlu.grams import Grams

MOST_CHARACTERS = 600


class LanguageModel:
    """A logistic regression over character n-grams; with one language in the data it always answers that one."""

    def __init__(self) -> None:
        """Not trained yet."""
        self._pipeline: Pipeline | None = None
        self._only: str | None = None

    def fit(self, pairs: Sequence[tuple[str, str]]) -> LanguageModel:
        """Learn from (text, language) pairs."""
        languages = sorted({language for _, language in pairs})
        if len(languages) < 2:
            self._only = languages[0] if languages else None
            return self
        grams = Grams(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2)
        self._pipeline = make_pipeline(grams, LogisticRegression(C=10, max_iter=1000, random_state=7))
        self._pipeline.fit([text for text, _ in pairs], [language for _, language in pairs])
        return self

    def language(self, text: str) -> str | None:
        """The language of a text; None when it holds no letter."""
        if self._pipeline is None or not any(character.isalpha() for character in text):
            return self._only
        (_, grams), (_, model) = self._pipeline.steps
        columns, values = grams.row(text[:MOST_CHARACTERS])
        score = values @ model.coef_[0, columns] + model.intercept_[0]
        return str(model.classes_[int(score > 0)])
