"""The same patterns through AWS's own event-ruler, where Java and Maven are."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsal.test_pattern_complexity import SCORES
from wizard.rehearsal.refusals.pattern_complexity import complexity

pytestmark = pytest.mark.java

RULER = "software.amazon.event.ruler:event-ruler:2.1.0"
MAIN = """
import java.io.*;
import software.amazon.event.ruler.*;
public class Score {
  public static void main(String[] arguments) throws Exception {
    BufferedReader patterns = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String pattern; (pattern = patterns.readLine()) != null; ) {
      Machine machine = new Machine();
      machine.addRule("rule", pattern);
      System.out.println(machine.evaluateComplexity(new MachineComplexityEvaluator(100)));
    }
  }
}
"""
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tests</groupId><artifactId>scores</artifactId><version>1</version><dependencies><dependency>
<groupId>{0}</groupId><artifactId>{1}</artifactId><version>{2}</version></dependency></dependencies></project>"""
ALPHABETS = ("ab", "a", "abcde", "a1", "1/", "aA-.", "12", "\u00e91", "/CloudTrail/.json")


@pytest.fixture(scope="module")
def scores(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function from patterns, as JSON texts, to event-ruler's scores."""
    assert pytestconfig.cache is not None
    jars, work = pytestconfig.cache.mkdir("event-ruler"), tmp_path_factory.mktemp("score")
    if not list(jars.glob("event-ruler-*.jar")):
        (work / "pom.xml").write_text(POM.format(*RULER.split(":")), "utf-8")
        run("mvn", "-q", "dependency:copy-dependencies", f"-DoutputDirectory={jars}", cwd=work)
    (work / "Score.java").write_text(MAIN, "utf-8")
    path = os.pathsep.join([f"{jars}/*", str(work)])
    run("javac", "-nowarn", "-cp", path, "Score.java", cwd=work)

    def of(patterns: list[str]) -> list[int]:
        lines = "\n".join(patterns) + "\n"
        return [int(score) for score in run("java", "-cp", path, "Score", cwd=work, given=lines).split()]

    return of


def run(program: str, *arguments: str, cwd: Path, given: str = "") -> str:
    command = [shutil.which(program) or program, *arguments]
    done = subprocess.run(command, cwd=cwd, input=given, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made_up(chance: random.Random) -> dict[str, Any]:
    """A pattern of wildcards, and of whatever may stand beside them."""

    def text() -> str:
        letters = chance.choice(ALPHABETS) + "**"
        made = "".join(chance.choice(letters) for _ in range(chance.randint(1, 9)))
        while "**" in made:
            made = made.replace("**", "*")
        return made

    def values() -> list[Any]:
        lists = {"anything-but": {"wildcard": [text() for _ in range(chance.randint(1, 4))]}}
        several: list[Any] = [{"wildcard": text()} for _ in range(chance.randint(1, 5))]
        return chance.choice([several, [lists], [*several, lists, "plain", {"prefix": "a"}]])

    if chance.random() < 0.8:
        return {"x": values()}
    return {"d": {"y": values(), "z": values()}, "$or": [{"x": values()}, {"x": values(), "w": ["a"]}]}


def test_the_table_of_scores_is_event_rulers(scores: Any) -> None:
    assert scores([pattern for pattern, _ in SCORES]) == [score for _, score in SCORES]


def test_patterns_made_up_at_random_score_the_same(scores: Any) -> None:
    chance = random.Random(2026)
    patterns = [made_up(chance) for _ in range(200)]
    theirs = scores([json.dumps(pattern) for pattern in patterns])
    differing = [
        (pattern, score)
        for pattern, score in zip(patterns, theirs, strict=True)
        if complexity(pattern) != score
    ]
    assert differing == []
