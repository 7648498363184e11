import InsightsConsole
import Testing
