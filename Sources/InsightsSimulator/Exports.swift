// An embedding test needs one import: the simulator's public declarations speak of these modules' types.
@_exported public import InsightsAPI
@_exported public import InsightsFixtures
@_exported public import InsightsHTTP
@_exported public import InsightsJSON
@_exported public import InsightsTime
