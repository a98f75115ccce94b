"""Measuring Footnote over questions whose answers are known: `footnote eval`, and what scripts need to do the same."""

from qa.evaluation.questions import Question, read_questions
from qa.evaluation.report import Report, report
from qa.evaluation.row import Row
from qa.evaluation.run import evaluate
from qa.evaluation.scoring import score

__all__ = ["Question", "Report", "Row", "evaluate", "read_questions", "report", "score"]
