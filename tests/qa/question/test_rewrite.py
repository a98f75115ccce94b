"""Follow-ups in the words of the question that they lean on."""

from __future__ import annotations

import pytest

from qa.question.rewrite import rewritten

SAID = "Ann Lee said so."
MADRID = "Who led the Chinese delegation in Madrid?"
CANAL = "When did the Panama Canal open?"
SHIP = "When was the Ever Given refloated?"
VALENCIA = "What happened in Valencia in October?"
MONDAY = "What did OpenAI announce on Monday?"
APPLE = "Who is the CEO of Apple?"
NATO = "What did Trump say about NATO?"
TWITTER = "How much did Elon Musk pay for Twitter?"
EARTHQUAKE = "How many people died in the earthquake in Turkey?"
FRANCE = "What is the capital of France?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (MADRID, "And the American one?", "Who led the American delegation in Madrid?"),
        (MADRID, "And in Geneva?", "Who led the Chinese delegation in Geneva?"),
        (MADRID, "And the Spanish delegation?", "Who led the Spanish delegation in Madrid?"),
        ("When did Voyager 1 leave?", "And Voyager 2?", "When did Voyager 2 leave?"),
        (CANAL, "And the Suez Canal?", "When did the Suez Canal open?"),
        (
            "When did France ban smoking indoors?",
            "What about Great Britain?",
            "When did Great Britain ban smoking indoors?",
        ),
        ("Who won the cup in 2019?", "And in 2020?", "Who won the cup in 2020?"),
        ("Who won the 2019 cup?", "And 2020?", "Who won the 2020 cup?"),
        ("Who won the cup?", "And in 2020?", "Who won the cup in 2020?"),
        ("Who won the 2024 election?", "And in 2020?", "Who won the 2020 election?"),
        ("Who won Euro 2024?", "and in 2020", "Who won Euro 2020?"),
        ("Who was the champion of 2019?", "And in 2020?", "Who was the champion of 2020?"),
        ("Who has led the party since 2019?", "And in 2010?", "Who has led the party in 2010?"),
        ("Who won the cup in 2019?", "And 2020?", "Who won the cup in 2020?"),
        ("Who led the American side in August?", "and the Chinese side", "Who led the Chinese side in August?"),
        ("Who led the American side in August?", "And in May?", "Who led the American side in May?"),
        ("Why did Boris Johnson resign in July 2022?", "And Liz Truss?", "Why did Liz Truss resign in July 2022?"),
        (MONDAY, "And Google?", "What did Google announce on Monday?"),
        (MONDAY, "And on Tuesday?", "What did OpenAI announce on Tuesday?"),
        (APPLE, "And of Google?", "Who is the CEO of Google?"),
        (APPLE, "And of the Times?", "Who is the CEO of the Times?"),
        (VALENCIA, "And in Madrid?", "What happened in Madrid in October?"),
        (NATO, "And about China too?", "What did Trump say about China?"),
        (EARTHQUAKE, "And in Syria?", "How many people died in the earthquake in Syria?"),
        ("Who won the cup in France?", "And in the US?", "Who won the cup in the US?"),
        ("When was Ann Lee elected?", "And Bo Carr as well?", "When was Bo Carr elected?"),
    ],
)
def test_the_same_of_another(before: str, question: str, expected: str) -> None:
    assert rewritten(question, before, SAID) == expected


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (APPLE, "And Microsoft?"),
        (APPLE, "And the CFO?"),
        (MADRID, "And on Monday?"),
        (MADRID, "And Bessent?"),
        (MADRID, "And the Spanish?"),
        (MADRID, "And the American president?"),
        (MADRID, "And the American one in Geneva?"),
        (NATO, "And Biden?"),
        (TWITTER, "And Zuckerberg for Instagram?"),
        ("Who was Apple's CEO before Tim Cook?", "And before Tim Cook?"),
        ("Who was Apple's CEO before Tim Cook?", "And Google?"),
        (FRANCE, "And Italy's?"),
        ("Who won the cup in France?", "And the US?"),
        (VALENCIA, "And in 2020?"),
        ("Who won on May 5 2020?", "And in 2022?"),
        ("Who won the cup in July 2022?", "And in 2023?"),
        ("What happened after the 2008 crisis?", "And in 2010?"),
        ("When did Chinese troops leave?", "And Russia?"),
        ("How many people live in the Spanish capital?", "And in Paris?"),
        ("What happened in Valencia and in Rome?", "And in Madrid?"),
        ("When did the Chinese delegation leave?", "And Trump?"),
        (CANAL, "And Panama?"),
        (CANAL, "And in 2020?"),
        ("When Did France Ban Smoking?", "And Great Britain?"),
        ("Who was President in 1990?", "And Germany?"),
        (MONDAY, "So Google?"),
        ("Who won the cup before the war?", "And in 2020?"),
    ],
)
def test_who_or_what_is_meant_by_another_is_not_guessed(before: str, question: str) -> None:
    assert rewritten(question, before, SAID) is None


@pytest.mark.parametrize(
    ("before", "answer", "question", "expected"),
    [
        ("When was the mill burned?", "In May.", "Why?", "Why was the mill burned?"),
        (CANAL, "1914", "but where?", "Where did the Panama Canal open?"),
        ("When was the telescope launched?", "2021", "On which rocket?", "On which rocket was the telescope launched?"),
        ("Who found penicillin?", "Ann Lee", "When?", "When was it that Ann Lee found penicillin?"),
        ("Who repaired the mill", "Ann Lee.", "why", "Why was it that Ann Lee repaired the mill?"),
        ("When was it that Ann Lee found penicillin?", "1928", "Where?", "Where was it that Ann Lee found penicillin?"),
    ],
)
def test_another_question_word(before: str, answer: str, question: str, expected: str) -> None:
    assert rewritten(question, before, answer) == expected


@pytest.mark.parametrize(
    ("before", "answer", "question"),
    [
        ("Who was elected mayor of London?", "Ann Lee", "When?"),
        (APPLE, "Tim Cook", "Since when?"),
        (APPLE, "Tim Cook", "When?"),
        ("Who is Elon Musk?", "Elon Musk", "When?"),
        (FRANCE, "Paris", "Why?"),
        (MONDAY, "A phone", "When?"),
        ("Who did Trump meet?", "Ann Lee", "When?"),
        ("Who owns the mill?", "Ann Lee", "When?"),
        ("Who found penicillin?", "Ann Lee found penicillin in 1928.", "When?"),
        ("Who found penicillin?", "Nobody.", "When?"),
        ("When is the election?", "In May.", "How?"),
        ("Where does Ann Lee live?", "In Rome.", "Why?"),
        ("Why did France not vote?", "Rain.", "When?"),
        ("When will the election be?", "In May.", "Why?"),
        (CANAL, "1914", "When?"),
        (CANAL, "1914", "Since when?"),
        ("When did Ann Lee go to Texas?", "1914", "To which city?"),
        ("When did the mill burn, and who saw it?", "1914", "Why?"),
    ],
)
def test_what_another_question_word_would_ask_is_not_guessed(before: str, answer: str, question: str) -> None:
    assert rewritten(question, before, answer) is None


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (SHIP, "Who owns it?", "Who owns the Ever Given?"),
        (SHIP, "Where is it now?", "Where is the Ever Given now?"),
        (SHIP, "What is its length?", "What is the Ever Given’s length?"),
        ("When did Voyager 1 leave?", "How heavy is it?", "How heavy is Voyager 1?"),
        (CANAL, "How long is it?", "How long is the Panama Canal?"),
        (EARTHQUAKE, "How strong was it?", "How strong was the earthquake in Turkey?"),
        ("who won the super bowl in 2024?", "where was it?", "Where was the super bowl in 2024?"),
        ("How did the mill burn down?", "Who owns it?", "Who owns the mill?"),
        ("When will the Vesk bridge open?", "How long will it be?", "How long will the Vesk bridge be?"),
        ("When will the drivers strike?", "What do they want?", "What do the drivers want?"),
        ("What revenue did Halden Robotics have?", "When was it founded?", "When was Halden Robotics founded?"),
        ("How many people live on Vesk?", "Who was born there?", "Who was born on Vesk?"),
    ],
)
def test_it_is_what_was_named(before: str, question: str, expected: str) -> None:
    assert rewritten(question, before, SAID) == expected


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (NATO, "Where did he say it?"),
        (TWITTER, "Who owns it now?"),
        (MONDAY, "How much does it cost?"),
        ("Which film won Best Picture in 2020?", "Who directed it?"),
        (APPLE, "How much is it worth?"),
        (VALENCIA, "Was it predicted?"),
        (SHIP, "Is it raining in Egypt?"),
        (SHIP, "Is it true?"),
        (SHIP, "How much did it cost?"),
        ("When did the Berlin Wall fall?", "What caused it?"),
        ("When did the Ever Given block the canal?", "How long is it?"),
        ("When was the White House party?", "How big is it?"),
        ("When did Elon Musk resign?", "Who owns it?"),
        ("When will the TikTok orders take effect?", "Who owns it?"),
    ],
)
def test_what_it_is_is_not_guessed(before: str, question: str) -> None:
    assert rewritten(question, before, SAID) is None


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("When will the TikTok orders take effect?", "Who issued it?"),  # not the TikTok
        ("Who found penicillin?", "Is it true that he was ill?"),
        ("Who said so?", "And who denied it?"),
        ("What happened?", "Why?"),
        ("Who led the delegation?", "And the American one?"),
        ("", "Why?"),
        ("Why?", ""),
    ],
)
def test_what_fits_no_rule_is_left(before: str, question: str) -> None:
    assert rewritten(question, before, "") is None


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("When was the stadium rejected?", "By how many votes?", "By how many votes was the stadium rejected?"),
        ("Did the council reject the stadium?", "When?", "When did the council reject the stadium?"),
        ("Who won the cup final?", "By how much?", "By how much was the cup final won?"),
        ("Which states signed the pact?", "Where?", "Where was the pact signed?"),
        ("Which states signed the pact?", "How many?", "How many states signed the pact?"),
        ("Was anyone hurt in the storm?", "How many?", "How many people were hurt in the storm?"),
        ("How many people were hurt in the storm?", "Who?", "Who was hurt in the storm?"),
        (EARTHQUAKE, "When?", "When was the earthquake in Turkey?"),
        (EARTHQUAKE, "How many were hurt?", "How many people were hurt in the earthquake in Turkey?"),
        (EARTHQUAKE, "How many houses were destroyed?", "How many houses were destroyed in the earthquake in Turkey?"),
        ("What happened in the storm?", "Did anyone die?", "Did anyone die in the storm?"),
        ("Who won the election in Ohio?", "What was the turnout?", "What was the turnout of the election in Ohio?"),
        ("How many people died in the storm?", "And the damage?", "What about the damage in the storm?"),
        ("What did Ford sell in the fourth quarter?", "And in the third?", "What did Ford sell in the third quarter?"),
    ],
)
def test_what_is_left_out_comes_from_the_question_before(before: str, question: str, expected: str) -> None:
    assert rewritten(question, before, "Somebody said so at length.") == expected


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Who won the cup final?", "Why?"),
        ("Did the council reject the stadium?", "Why?"),
        ("What did the mayor say in the third quarter?", "When did it happen?"),
        ("When did the Berlin Wall fall?", "Was it expected?"),
        ("Who spoke in the hall of the hotel in the old town?", "How old is it?"),
        ("How many people live in the valley?", "How many Belgians were killed?"),
        ("When did the quake strike?", "And the mayor of Ohio?"),
        ("What happened in the storm?", "Who was he?"),
    ],
)
def test_what_is_left_out_is_not_guessed(before: str, question: str) -> None:
    assert rewritten(question, before, "Somebody said so at length.") is None
