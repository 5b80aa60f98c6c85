"""Holds an .onnx file against onnx.checker, and prints what was checked as JSON. Usage: checker.py FILE

A checker that is older than the file's opset (Debian 12 has 1.12, which ends at opset 17) cannot take the whole model. It
then checks every tensor, every value and every node against the newest definitions it has, except ops that got another
signature since; those are counted under "newer". If there are none, it takes the whole model under its own opset.
"""
import json
import sys

import onnx
from onnx import checker, shape_inference

# Between opset 17 and 21 these moved their axes from an attribute to an input, or are new.
CHANGED = {"ReduceMax", "ReduceMin", "ReduceMean", "ReduceProd", "ReduceLogSumExp", "Gelu"}


def walk(graph):
    """Every name is made once, before it is used, and every output of the graph is made."""
    known = {value.name for value in graph.input} | {tensor.name for tensor in graph.initializer}
    for node in graph.node:
        for name in node.input:
            assert name == "" or name in known, f"{node.name} uses {name} before it is made"
        for name in node.output:
            assert name == "" or name not in known, f"{node.name} makes {name} again"
            known.add(name)
    for value in graph.output:
        assert value.name in known, f"nothing makes the output {value.name}"


def main(path):
    model = onnx.load(path)
    graph = model.graph
    opset = next(entry.version for entry in model.opset_import if entry.domain == "")
    newest = onnx.defs.onnx_opset_version()
    walk(graph)
    report = {"opset": opset, "checker": onnx.__version__, "nodes": len(graph.node), "newer": {}}
    if newest < opset:
        for node in graph.node:
            if node.op_type in CHANGED:
                report["newer"][node.op_type] = report["newer"].get(node.op_type, 0) + 1
        model.ir_version = min(model.ir_version, onnx.IR_VERSION)
        for entry in model.opset_import:
            if entry.domain == "":
                entry.version = newest
    if report["newer"]:
        context = onnx.onnx_cpp2py_export.checker.CheckerContext()
        context.ir_version = model.ir_version
        context.opset_imports = {entry.domain: entry.version for entry in model.opset_import}
        for tensor in graph.initializer:
            checker.check_tensor(tensor, context)
        for value in [*graph.input, *graph.output]:
            checker.check_value_info(value, context)
        for node in graph.node:
            if node.op_type not in CHANGED:
                checker.check_node(node, context)
        report["whole"] = False
    else:
        checker.check_model(model, full_check=True)
        report["whole"] = True
        inferred = shape_inference.infer_shapes(model, check_type=True, strict_mode=True).graph
        assert list(inferred.output) == list(graph.output), "the outputs are declared with other shapes than inferred"
    print(json.dumps(report))


main(sys.argv[1])
