"""Reads Croissant documents with MLCommons' own reader, for croissant.test.ts."""

import json
import logging
import sys

logging.disable(logging.CRITICAL)

import mlcroissant as mlc  # noqa: E402


def read(path, wants_records):
    dataset = mlc.Dataset(jsonld=path)
    metadata = dataset.metadata
    records = {}
    for record_set in metadata.record_sets if wants_records else []:
        rows = list(dataset.records(record_set.uuid))
        records[record_set.uuid] = {
            "count": len(rows),
            "first": {key: str(value) for key, value in rows[0].items()},
        }
    return {
        "name": metadata.name,
        "license": metadata.license,
        "files": [file.content_url for file in metadata.file_objects],
        "fields": [
            field.name
            for record_set in metadata.record_sets
            for field in record_set.fields
        ],
        "errors": sorted(metadata.ctx.issues.errors),
        "warnings": sorted(metadata.ctx.issues.warnings),
        "records": records,
    }


json.dump([read(sys.argv[1], False), read(sys.argv[2], True)], sys.stdout)
