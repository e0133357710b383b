"""The whole way from landing files to published marts, run for real."""
