"""Other people's formats: pure mappings of plain values, with no site and no participant behind them."""
