import InsightsTime

extension World {
    /// Writes the rows of TrainingCompletions: one per passed certification or exam, by day.
    func writeTrainingCompletions(to csv: inout CSVText) {
        for completion in certifications {
            let learner = completion.learner
            csv.put("TrainingActivityId", completion.training.trainingID)
            csv.put("TrainingTitle", completion.training.title)
            csv.put("TrainingType", completion.training.kind)
            csv.put("AADUserId", learner.userID)
            csv.put("TrainingCompletionDate", completion.day)
            csv.put("Month", completion.day.startOfMonth)
            csv.put("IcMCP", learner.professionalID != nil)
            csv.put("MCPID", learner.professionalID)
            csv.put("MPNID", learner.location.mpnID)
            csv.put("PartnerName", learner.location.name)
            csv.put("PartnerCityLocation", learner.location.city)
            csv.put("PartnerCountryLocation", learner.location.country)
            putPerson(learner, into: &csv)
            csv.put("ExpirationDate", completion.expiration)
            csv.put("ActivationStatus", completion.status)
            csv.endRow()
        }
    }

    private func putPerson(_ learner: Learner, into row: inout CSVText) {
        row.put("PGAMpnId", partner.global.mpnID)
        row.put("IndividualFirstName", learner.givenName)
        row.put("IndividualLastName", learner.familyName)
        row.put("Email", learner.email)
        row.put("CorpEmail", learner.workEmail)
    }

    /// Writes the rows of MSLearn: one per finished module or path, by day.
    func writeMSLearn(to csv: inout CSVText) {
        for completion in lessons {
            let learner = completion.learner
            csv.put("UserName", learner.name)
            csv.put("UserId", learner.userID)
            csv.put("TrainingName", completion.training.title)
            csv.put("TrainingType", completion.training.kind)
            csv.put("Products", completion.training.products)
            csv.put("Roles", completion.training.roles)
            csv.put("CompletionDate", completion.day)
            csv.put("MPNId", learner.location.mpnID)
            csv.put("PartnerName", learner.location.name)
            csv.put("CustomerMarket", learner.location.country)
            csv.put("PGAMpnId", partner.global.mpnID)
            csv.put("Country", learner.location.country)
            csv.endRow()
        }
    }
}

extension Completion {
    /// The day a certification expires; nil for other trainings.
    fileprivate var expiration: CivilDate? {
        training.kind == "Certification" ? day.adding(months: 12) : nil
    }

    /// The state of a certification as of the anchor month; nil for other trainings.
    fileprivate var status: String? {
        expiration.map { $0 < CalendarMonth.anchor.firstDay ? "Expired" : "Active" }
    }
}
