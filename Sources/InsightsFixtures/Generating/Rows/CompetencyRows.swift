import InsightsTime

extension CompetencyTotals {
    /// Writes the rows of CompetencyPeformanceRequirement: one per month, competency and measure.
    func writeCompetencyPerformance(to csv: inout CSVText) {
        for month in CalendarMonth.history {
            for competency in Competency.all {
                putMeasure(competency.measure, of: competency, month, into: &csv)
                csv.put("GoldThreshold", competency.gold)
                csv.put("SilverThreshold", competency.silver)
                csv.endRow()
                putMeasure(.certifications, of: competency, month, into: &csv)
                csv.put("GoldThreshold", Competency.certificationsGold)
                csv.put("SilverThreshold", Competency.certificationsSilver)
                csv.endRow()
            }
        }
    }

    private func putMeasure(
        _ measure: Competency.Measure, of competency: Competency, _ month: CalendarMonth, into row: inout CSVText
    ) {
        let isOwn = measure == competency.measure
        row.put("CompetencyName", competency.name)
        row.put("CompetencyAttainmentOptionName", isOwn ? "Performance and people" : "People")
        row.put("Month", month.firstDay)
        row.put("MetricName", isOwn ? competency.measureName : Competency.certificationsName)
        row.put("MetricMonthlyContribution", total(measure, in: month))
        row.put("TTMAggregate", total(measure, in: month.advanced(by: -11)...month))
        row.put("AnniversaryYearAggregate", total(measure, in: competency.beginning(before: month)...month))
    }

    /// Writes the rows of CompetencySummaryHistory: one per competency and year, ordered by start.
    func writeCompetencySummary(to csv: inout CSVText) {
        let years = Competency.all.flatMap { competency in competency.beginnings.map { (competency, $0) } }
            .sorted { ($0.1, $0.0.name) < ($1.1, $1.0.name) }
        for (competency, beginning) in years {
            let isGold = total(competency.measure, in: beginning...beginning.advanced(by: 11)) >= competency.gold
            csv.put("CompetencyName", competency.name)
            csv.put("CompetencyLevel", isGold ? "Gold" : "Silver")
            csv.put("CompetencyStatus", status(beginning))
            csv.put("CompetencyStartDate", beginning.firstDay)
            csv.put("CompetencyEndDate", beginning.advanced(by: 12).firstDay)
            csv.endRow()
        }
    }

    /// Returns the status of a competency year as of the anchor month.
    private func status(_ beginning: CalendarMonth) -> String {
        switch beginning.advanced(by: 12).distance(to: CalendarMonth.anchor) {
        case 2...: "Inactive"
        case 0...1: "In Grace Period"
        default: "Active"
        }
    }
}
