print("insights-sim")
