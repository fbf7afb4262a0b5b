"""What LibreOffice itself makes of the rules of workbooks: read, tried with a wrong value, and saved with it.

Given the name of a pipe and, on standard input, JSON: [{"from", "to", "cells": [{"sheet", "cell", "wrong"}],
"typed": [{"sheet", "cell", "text"}]}].
Prints as JSON, for each workbook, what each cell's rule says, and whether LibreOffice marks each value as not allowed.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def option(name, value):
    made = PropertyValue()
    made.Name = name
    made.Value = value
    return made


def desktop_of(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    address = "uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe
    for _ in range(300):
        try:
            context = resolver.resolve(address)
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.2)
    raise SystemExit("LibreOffice does not answer")


def accepted(document, rule):
    """The values of a list that stands on a sheet."""
    name, cells = rule.getFormula1().replace("$", "").replace("'", "").split(".", 1)
    return [str(row[0]) for row in document.Sheets.getByName(name).getCellRangeByName(cells).getDataArray()]


def is_refused(sheet, cell, text):
    cell.setFormula(text)
    marked = sheet.showInvalid()
    sheet.clearArrows()
    cell.setFormula("")
    return bool(marked)


def tried(document, asked):
    sheet = document.Sheets.getByName(asked["sheet"])
    cell = sheet.getCellRangeByName(asked["cell"])
    rule = cell.Validation
    kind = rule.Type.value
    values = accepted(document, rule) if kind == "LIST" else []
    return {
        "sheet": asked["sheet"],
        "cell": asked["cell"],
        "type": kind,
        "shown": rule.ShowErrorMessage,
        "style": rule.ErrorAlertStyle.value,
        "message": rule.ErrorMessage,
        "values": values,
        "refused": is_refused(sheet, cell, asked["wrong"]),
        "refusedValues": [value for value in values if is_refused(sheet, cell, value)],
    }


def main():
    desktop = desktop_of(sys.argv[1])
    answers = []
    for book in json.load(sys.stdin):
        document = desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(book["from"]), "_blank", 0, (option("Hidden", True),)
        )
        answers.append([tried(document, asked) for asked in book["cells"]])
        for typed in book["typed"]:
            document.Sheets.getByName(typed["sheet"]).getCellRangeByName(typed["cell"]).setFormula(typed["text"])
        document.storeToURL(uno.systemPathToFileUrl(book["to"]), (option("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
    print(json.dumps(answers))
    try:
        desktop.terminate()
    except Exception:
        # It goes before it answers.
        pass


main()
