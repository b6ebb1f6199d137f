"""Libraries: an authority's files, what they say, whether they may be published, which rules they carry out."""

from service.library.authority import AuthorityInfo
from service.library.carriers import Carrier
from service.library.check import check
from service.library.compose import Composed, compose
from service.library.coverage import Coverage, Exercised, RuleCoverage, StageCoverage, coverage
from service.library.files import (
    Files,
    check_sizes,
    digest,
    digest_of,
    read_directory,
    read_folder_zip,
    read_upload,
    read_zip,
)
from service.library.one_file import refusals
from service.library.panels import Decider, Panel, Receiver, panel_of_process, panels_of
from service.library.people import CAPABILITIES, Person, Role, Team
from service.library.rules import Automatable, RegisterRule, RuleRegister
from service.library.rules_page import rules_page
from service.library.shared import is_shared, reached

__all__ = [
    "CAPABILITIES",
    "AuthorityInfo",
    "Automatable",
    "Carrier",
    "Composed",
    "Coverage",
    "Decider",
    "Exercised",
    "Files",
    "Panel",
    "Person",
    "Receiver",
    "RegisterRule",
    "Role",
    "RuleCoverage",
    "RuleRegister",
    "StageCoverage",
    "Team",
    "check",
    "check_sizes",
    "compose",
    "coverage",
    "digest",
    "digest_of",
    "is_shared",
    "panel_of_process",
    "panels_of",
    "reached",
    "read_directory",
    "read_folder_zip",
    "read_upload",
    "read_zip",
    "refusals",
    "rules_page",
]
