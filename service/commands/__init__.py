"""The subcommands of ``hoivanban``."""
