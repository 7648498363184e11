// An embedding test needs one import, because the simulator's public declarations use the types of these modules.
@_exported public import InsightsAPI
@_exported public import InsightsFaults
@_exported public import InsightsFixtures
@_exported public import InsightsHTTP
@_exported public import InsightsJSON
@_exported public import InsightsReports
@_exported public import InsightsTime
