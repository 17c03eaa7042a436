"""The group of commands about benchmarking, as a part of `comity`."""

from comity.cli.app import command_group

benchmark = command_group("benchmark", "Compare an audit protocol with the common criteria.")
