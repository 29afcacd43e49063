"""The studio without a screen: one module per verb, each imported only when its verb is asked for."""
