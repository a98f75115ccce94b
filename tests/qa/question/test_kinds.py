"""Which kind of answer a question wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.kind import Kind
from qa.question.kinds import is_open, kind_of

KINDS: dict[Kind, list[str]] = {
    Kind.FACT: [
        "Who designed the lighthouse?",
        "When did the ferry sink?",
        "Where is the new dam?",
        "Which town built the first tramway?",
        "What year did the mill close?",
        "What is the capital of Norland?",
        "What is Ana Reyes's salary?",
        "What is the death toll?",
        "Who is the mayor of Port Ellis?",
        "Who is her brother?",
        "Who was elected chair of the council?",
        "Who is suing the shipyard?",
        "How much did the bridge cost?",
        "how old is the ferry",
        "How tall is the tower?",
        "How effective was the new filter?",
        "What is the ship called?",
        "What are rotors made of?",
        "Which product remains hard to find?",
        "Which club lost its games against Orm?",
        "Which sports club won?",
        "Which state's voters said no?",
        "Which of these ships sank?",
        "What makes the bridge swing?",
        "The committee endorsed sales of what drug?",
        "The old mayor agreed to pay the fisherman how much?",
        "The ship ran aground last week. Which canal did it block?",
        "This singer, known for her first record, died this week at the age of 80.",
        "The town lies on the shores of:",
        "The first ship to pass the new lock was",
        "Who won the match between Larks vs Terns?",
        "What was the score of the Larks vs Terns game?",
        "What did the captain call the storm?",
        "Do you know who painted the ceiling?",
        "what did the minister say the dam would cost",
        "What was the cause of death of the painter?",
        "According to the harbour master, who gave the order?",
        "In which month does the season begin?",
    ],
    Kind.COUNT: [
        "How many houses were flooded?",
        "how many sheep were lost in the blizzard",
        "number of ships in the harbour",
        "Tell me how many bridges were closed",
        "How often does the comet return?",
        "How many goals did Ito score, and in which minutes?",
    ],
    Kind.LIST: [
        "Which villages were evacuated?",
        "which firms bid for the tunnel",
        "What are the obstacles to a new treaty?",
        "What was on the agenda of the council?",
        "Which companies are named in the report?",
        "Which food items were recalled?",
        "Who were the founders of the club?",
        "What else did the divers find?",
        "List the towns that lost power",
        "Name the winners of the regatta",
        "What problems did the engineers run into?",
        "Apart from fish, what do the two coasts quarrel about?",
        "In which towns will the trains stop?",
        "Which of the islands are inhabited?",
        "red fever symptoms?",
        "pros and cons of the toll",
        "What is banned under the harbour law?",
        "bakery strike: which shops are closed",
    ],
    Kind.OVERVIEW: [
        "What about the ferry?",
        "What happened with the dam at Orm?",
        "what hapened at the shipyard",
        "Summarize the inquiry into the fire.",
        "sumarize the inquiry",
        "catch me up on the ferry dispute",
        "Tell me about the tram project",
        "ferry dispute summary",
        "tunnel collapse",
        "whats going on with the salt mine",
        "What's the deal with the bridge toll?",
        "I was away last month - can you tell me what happened to the observatory?",
        "Could you please give me an overview of the dispute?",
        "What do we know about the theft?",
        "What is the novel about?",
        "salt mine flooding, what happened",
        "What has the council done to the park?",
        "how's the new stadium doing",
        "the bridge is finished, what is it like",
    ],
    Kind.WHY: [
        "Why did the mine close?",
        "why'd they cancel the parade",
        "how come the ferry was late",
        "What caused the landslide?",
        "What led to the strike?",
        "What was the reason for the delay?",
        "Could you tell me why the tower leans?",
        "And why was the vote put off?",
    ],
    Kind.HOW: [
        "How did the fire start?",
        "how does the lock work",
        "How was the stolen bell found?",
        "Explain how the lock works",
        "Could you explain how the tide mill works?",
        "How do you repair a sluice?",
        "Can you tell me how the flood affected the farms?",
        "How did the match end?",
    ],
    Kind.COMPARISON: [
        "Compare the old ferry with the new one",
        "How does the north line differ from the south line?",
        "tram vs bus fares",
        "What is the difference between a lock and a weir?",
        "Wages at the shipyard, Orm versus Tarn",
        "How do harbour fees in Orm compare with Tarn?",
        "How is the new law different from the old one?",
        "What do the bakers and the millers each want?",
        "salt prices in 2010 compared to 2020",
    ],
    Kind.TIMELINE: [
        "timeline of the shipyard strike",
        "Give me a timeline of the strike",
        "Walk me through the siege",
        "put the events of the strike in order please",
        "How did the dispute develop from the first letter to the verdict?",
        "How did the price of salt change between 2010 and 2015?",
        "How has the deadline moved over time?",
        "What happened to the convict, first to last?",
        "history of the regatta",
        "What happened between the vote and the flood?",
        "the regatta from the first race to today",
    ],
    Kind.OPINION: [
        "What did the mayor say about the toll?",
        "what does the union think of the offer",
        "Who criticised the dam and why?",
        "who is against the new airport",
        "Who opposes the ban and on what grounds?",
        "How did the fishermen react to the quota?",
        "How does the company answer the accusations?",
        "What was the response of the ministry?",
        "reactions to the verdict",
        "Do experts think the dam is safe?",
        "the union's view of the contract",
    ],
    Kind.YES_NO: [
        "Was the captain convicted?",
        "Is the bridge open again?",
        "did the council approve the stadium",
        "Can you fly with a pocket knife?",
        "Do naps help?",
        "Isn't the harbour closed?",
        "Does speed matter more than how many steps you take?",
        "Do you know if the tunnel is open?",
        "Has the ferry been found? If so, where?",
    ],
    Kind.DEFINITION: [
        "What is a tide mill?",
        "whats a sluice",
        "What is the Harbour Pledge?",
        "what are ghost nets",
        "Who is Ana Reyes?",
        "whos ana reyes",
        "What does demurrage mean?",
        "demurrage meaning",
        "What is meant by general average?",
        "explain a tide mill to me",
        "what is a tide mill and why do people object to it",
        "What is Mill 5, and how many of them are there?",
        "What is yodelling?",
        "what is a tide mill and how does it work",
    ],
}


@pytest.mark.parametrize(("question", "kind"), [(question, kind) for kind, all_ in KINDS.items() for question in all_])
def test_kinds(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "Could you please tell me {}",
        "can u tell me {}",
        "do you know {}",
        "I was wondering {}",
        "Hi, {}",
        "please tell me {}",
        "I'd like to know {}",
        "I missed the news - can you tell me {}",
        "any idea {}",
        "{} please",
        "ok and {} thanks",
    ],
)
@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who designed the lighthouse", Kind.FACT),
        ("why the mine closed", Kind.WHY),
        ("how many houses were flooded", Kind.COUNT),
        ("which villages were evacuated", Kind.LIST),
        ("what happened with the dam", Kind.OVERVIEW),
        ("how the fire started", Kind.HOW),
    ],
)
@pytest.mark.parametrize("end", ["", "?"])
def test_politeness_changes_nothing(form: str, question: str, kind: Kind, end: str) -> None:
    assert kind_of(form.format(question) + end) is kind


@pytest.mark.parametrize("question", [question for all_ in KINDS.values() for question in all_])
def test_blanks_change_nothing(question: str) -> None:
    assert kind_of(f"  {question.replace(' ', '   ')} ") is kind_of(question)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.FACT, Kind.COUNT, Kind.YES_NO)])
def test_open_kinds(kind: Kind) -> None:
    assert is_open(kind)


@given(st.text(max_size=200))
def test_any_text_has_a_kind(question: str) -> None:
    assert kind_of(question) not in (Kind.SMALL_TALK, Kind.LIBRARY)


@given(
    st.lists(
        st.sampled_from("what who how many is the and vs from to compare why did , : ? . A salt".split()), max_size=12
    )
)
def test_words_in_any_order_have_a_kind(words: list[str]) -> None:
    assert isinstance(kind_of(" ".join(words)), Kind)


def test_a_long_question_is_quick() -> None:
    assert isinstance(kind_of("who said what about which of the " * 130), Kind)


@pytest.mark.parametrize(
    "keywords", ["tarn regatta winner", "price of the ferry ticket", "Orm Larsen age", "quay bridge length"]
)
def test_keywords_that_name_a_property_want_a_few_words(keywords: str) -> None:
    assert kind_of(keywords) is Kind.FACT


@pytest.mark.parametrize(
    "keywords", ["tarn regatta", "ferry strike quay", "price", "city council scandal", "job cuts at orm"]
)
def test_other_keywords_want_an_overview(keywords: str) -> None:
    assert kind_of(keywords) is Kind.OVERVIEW


@pytest.mark.parametrize(
    "asked", ["compare what the mayor says with what the council says about the mill", "Compare what A and B say."]
)
def test_a_word_that_tells_the_kind_is_not_taken_for_a_slip_of_another(asked: str) -> None:
    assert kind_of(asked) is Kind.COMPARISON
