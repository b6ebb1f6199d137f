"""The page that asks why a file is removed."""

from dataclasses import dataclass

from flask import url_for

from service.pathways.queries.documents import DocumentView
from service.web.documents.present import document_line


@dataclass(frozen=True, kw_only=True)
class RemovalPage:
    document: str
    about: str
    action: str


def removal_page(view: DocumentView) -> RemovalPage:
    return RemovalPage(
        document=view.title,
        about=document_line(view).about,
        action=url_for("documents.remove", document_id=view.id),
    )
