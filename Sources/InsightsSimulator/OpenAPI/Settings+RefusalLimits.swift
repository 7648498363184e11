import InsightsAPI
import InsightsReports

extension Settings {
    /// The numbers that error messages mention under these settings.
    var refusalLimits: RefusalLimits {
        RefusalLimits(
            bodyBytes: InsightsService.longestBody, leadHours: startLeadHours,
            smallestInterval: ReportRules.smallestInterval, largestInterval: maxRecurrenceIntervalHours,
            activeReports: activeReportQuota ?? 50, executeNow: executeNowQuota ?? 5)
    }
}
