import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let datasets = MutantList.of {
        Mutant("dataset-filter-ignored", "`datasetName` is ignored.", requests: .datasets) {
            $0[parameter: "datasetName"] = nil
        }
        Mutant(
            "dataset-name-by-case", "The letter case of `datasetName` counts.", instead: .datasets,
            where: { $0.isSuccess }
        ) {
            original, asked in
            let answer = original.answer(asked)
            let name = asked[parameter: "datasetName"]
            guard let name, answer.isSuccess, answer.records.first?["datasetName"]?.string != name else {
                return answer
            }
            return .envelope(404, asked.program ?? .cmp, message: "No item found with given filters.")
        }
        Mutant(
            "dataset-name-begins", "`datasetName` finds what begins so.", instead: .datasets,
            where: { $0.status == 404 }
        ) { original, asked in
            var answer = original.answer(asked)
            guard let name = asked[parameter: "datasetName"], answer.status == 404 else { return answer }
            answer = original.answer(asked.another(.get, .datasets))
            answer.records = answer.records.filter { $0["datasetName"]?.string?.hasPrefix(name) == true }
            return answer.records.isEmpty ? original.answer(asked) : answer
        }
        Mutant(
            "dataset-unknown-empty", "An unknown dataset is an empty list.", instead: .datasets,
            where: { $0.status == 404 }
        ) { original, asked in
            let answer = original.answer(asked)
            guard answer.status == 404 else { return answer }
            return .envelope(200, asked.program ?? .cmp, message: "Dataset fetched successfully")
        }
        Mutant("dataset-unknown-400", "An unknown dataset is answered 400.", refusals: .datasets) { answer in
            if answer.status == 404 { answer.status = 400 }
        }
        Mutant("dataset-other-program", "The other program's datasets are listed too.", instead: .datasets) {
            original, asked in
            var answer = original.answer(asked)
            let other = Asked(.init(.get, Route.datasets.path(asked.program == .cmp ? .mpn : .cmp)))
            let more = original.answerAsUsual(other)
            if answer.isSuccess, asked[parameter: "datasetName"] == nil { answer.records += more.records.prefix(1) }
            return answer
        }
        Mutant("dataset-last-lost", "The last dataset is missing.", answers: .datasets) { answer, asked in
            if asked[parameter: "datasetName"] == nil { answer.records = answer.records.dropLast() }
        }
        Mutant("dataset-columns-sorted", "Columns are sorted by name.", answers: .datasets) {
            $0.change("/value/*/selectableColumns") { list in
                .array((list.array ?? []).sorted { ($0.string ?? "") < ($1.string ?? "") })
            }
        }
        Mutant("dataset-column-lost", "The last column is missing.", answers: .datasets) {
            $0.change("/value/*/selectableColumns") { .array(($0.array ?? []).dropLast()) }
        }
        Mutant("dataset-column-spelled", "`OfferName` is spelled `offerName`.", answers: .datasets) {
            $0.change("/value/*/selectableColumns") { list in
                .array((list.array ?? []).map { $0 == .string("OfferName") ? .string("offerName") : $0 })
            }
        }
        Mutant("dataset-columns-corrected", "Misprinted columns are corrected.", answers: .datasets) {
            $0.changeText("/value/*/selectableColumns/*") {
                $0.replacing("Competancy", with: "Competency").replacing("PartnerLocationID", with: "PartnerLocation")
                    .replacing("Compentency", with: "Competency").replacing("Partiticipants", with: "Participants")
            }
        }
        Mutant("dataset-no-metrics-null", "No metrics are null.", answers: .datasets) {
            $0.edit("/value/*/availableMetrics") { $0 == .array([]) ? .null : $0 }
        }
        Mutant("dataset-metrics-lost", "Metrics are listed among the columns.", answers: .datasets) {
            $0.changeMembers("/value/*") { members in
                guard let metrics = members.first(where: { $0.key == "availableMetrics" })?.value.array else { return }
                for index in members.indices where members[index].key == "selectableColumns" {
                    members[index].value = .array((members[index].value.array ?? []) + metrics)
                }
                for index in members.indices where members[index].key == "availableMetrics" {
                    members[index].value = .array([])
                }
            }
        }
        Mutant("dataset-span-lost", "`LIFETIME` is missing among the spans.", answers: .datasets) {
            $0.change("/value/*/availableDateRanges") { list in
                .array((list.array ?? []).filter { $0 != .string("LIFETIME") })
            }
        }
        Mutant("dataset-span-added", "Every dataset offers `LAST_1_YEAR`.", answers: .datasets) {
            $0.change("/value/*/availableDateRanges") { list in
                let year = JSONValue.string("LAST_1_YEAR")
                return .array((list.array ?? []).filter { $0 != year } + [year])
            }
        }
        Mutant("dataset-year-lost", "No dataset offers `LAST_1_YEAR`.", answers: .datasets) {
            $0.change("/value/*/availableDateRanges") { list in
                .array((list.array ?? []).filter { $0 != .string("LAST_1_YEAR") })
            }
        }
        Mutant("dataset-minimum-interval-in-cmp", "cmp has `minimumRecurrenceInterval`.", answers: .datasets.of(.cmp)) {
            $0.set("/value/*/minimumRecurrenceInterval", .integer(4))
        }
        Mutant("dataset-minimum-interval-absent", "mpn has no `minimumRecurrenceInterval`.", answers: .datasets) {
            $0.remove("/value/*/minimumRecurrenceInterval")
        }
        Mutant("dataset-minimum-interval-as-text", "`minimumRecurrenceInterval` is a text.", answers: .datasets) {
            $0.change("/value/*/minimumRecurrenceInterval") { .string(String($0.integer ?? 0)) }
        }
        Mutant("dataset-minimum-interval-4", "`minimumRecurrenceInterval` is 4.", answers: .datasets) {
            $0.change("/value/*/minimumRecurrenceInterval") { _ in .integer(4) }
        }
        Mutant("dataset-keys-turned-round", "The record's members come in the opposite order.", answers: .datasets) {
            $0.changeMembers("/value/*") { $0.reverse() }
        }
        Mutant("dataset-key-renamed", "`datasetName` is `name`.", answers: .datasets) {
            $0.rename("/value/*/datasetName", to: "name")
        }
        Mutant(
            "catalogue-2023", "The datasets and columns of 2023 are listed.", settings: ["catalogue": "2023"],
            touching: .service)
        Mutant(
            "catalogue-2021", "The datasets and columns of 2021 are listed in 2023.", settings: ["catalogue": "2021"],
            touching: .service)
        Mutant(
            "spans-any", "Queries may name every span.", settings: ["allow-any-timespan": "on"],
            touching: .testQuery | .createQuery)
    }
}
