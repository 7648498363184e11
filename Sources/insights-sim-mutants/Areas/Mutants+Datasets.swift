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
            let response = original.respond(asked)
            let name = asked[parameter: "datasetName"]
            guard let name, response.isSuccess, response.records.first?["datasetName"]?.string != name else {
                return response
            }
            return .envelope(404, asked.program ?? .cmp, message: "No item found with given filters.")
        }
        Mutant(
            "dataset-name-begins", "`datasetName` finds what begins so.", instead: .datasets,
            where: { $0.status == 404 }
        ) { original, asked in
            var response = original.respond(asked)
            guard let name = asked[parameter: "datasetName"], response.status == 404 else { return response }
            response = original.respond(asked.another(.get, .datasets))
            response.records = response.records.filter { $0["datasetName"]?.string?.hasPrefix(name) == true }
            return response.records.isEmpty ? original.respond(asked) : response
        }
        Mutant(
            "dataset-unknown-empty", "An unknown dataset is an empty list.", instead: .datasets,
            where: { $0.status == 404 }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.status == 404 else { return response }
            return .envelope(200, asked.program ?? .cmp, message: "Dataset fetched successfully")
        }
        Mutant("dataset-unknown-400", "An unknown dataset is answered 400.", refusals: .datasets) { response in
            if response.status == 404 { response.status = 400 }
        }
        Mutant("dataset-other-program", "The other program's datasets are listed too.", instead: .datasets) {
            original, asked in
            var response = original.respond(asked)
            let other = Asked(.init(.get, Route.datasets.path(asked.program == .cmp ? .mpn : .cmp)))
            let more = original.respondAsUsual(other)
            if response.isSuccess, asked[parameter: "datasetName"] == nil { response.records += more.records.prefix(1) }
            return response
        }
        Mutant("dataset-last-lost", "The last dataset is missing.", responses: .datasets) { response, asked in
            if asked[parameter: "datasetName"] == nil { response.records = response.records.dropLast() }
        }
        Mutant("dataset-columns-sorted", "Columns are sorted by name.", responses: .datasets) {
            $0.change("/value/*/selectableColumns") { list in
                .array((list.array ?? []).sorted { ($0.string ?? "") < ($1.string ?? "") })
            }
        }
        Mutant("dataset-column-lost", "The last column is missing.", responses: .datasets) {
            $0.change("/value/*/selectableColumns") { .array(($0.array ?? []).dropLast()) }
        }
        Mutant("dataset-column-spelled", "`OfferName` is spelled `offerName`.", responses: .datasets) {
            $0.change("/value/*/selectableColumns") { list in
                .array((list.array ?? []).map { $0 == .string("OfferName") ? .string("offerName") : $0 })
            }
        }
        Mutant("dataset-columns-corrected", "Misprinted columns are corrected.", responses: .datasets) {
            $0.changeText("/value/*/selectableColumns/*") {
                $0.replacing("Competancy", with: "Competency").replacing("PartnerLocationID", with: "PartnerLocation")
                    .replacing("Compentency", with: "Competency").replacing("Partiticipants", with: "Participants")
            }
        }
        Mutant("dataset-no-metrics-null", "No metrics are null.", responses: .datasets) {
            $0.edit("/value/*/availableMetrics") { $0 == .array([]) ? .null : $0 }
        }
        Mutant("dataset-metrics-lost", "Metrics are listed among the columns.", responses: .datasets) {
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
        Mutant("dataset-span-lost", "`LIFETIME` is missing among the spans.", responses: .datasets) {
            $0.change("/value/*/availableDateRanges") { list in
                .array((list.array ?? []).filter { $0 != .string("LIFETIME") })
            }
        }
        Mutant("dataset-span-added", "Every dataset offers `LAST_1_YEAR`.", responses: .datasets) {
            $0.change("/value/*/availableDateRanges") { list in
                let year = JSONValue.string("LAST_1_YEAR")
                return .array((list.array ?? []).filter { $0 != year } + [year])
            }
        }
        Mutant("dataset-year-lost", "No dataset offers `LAST_1_YEAR`.", responses: .datasets) {
            $0.change("/value/*/availableDateRanges") { list in
                .array((list.array ?? []).filter { $0 != .string("LAST_1_YEAR") })
            }
        }
        Mutant("dataset-minimum-interval-in-cmp", "cmp has `minimumRecurrenceInterval`.", responses: .datasets.of(.cmp))
        {
            $0.set("/value/*/minimumRecurrenceInterval", .integer(4))
        }
        Mutant("dataset-minimum-interval-absent", "mpn has no `minimumRecurrenceInterval`.", responses: .datasets) {
            $0.remove("/value/*/minimumRecurrenceInterval")
        }
        Mutant("dataset-minimum-interval-as-text", "`minimumRecurrenceInterval` is a text.", responses: .datasets) {
            $0.change("/value/*/minimumRecurrenceInterval") { .string(String($0.integer ?? 0)) }
        }
        Mutant("dataset-minimum-interval-4", "`minimumRecurrenceInterval` is 4.", responses: .datasets) {
            $0.change("/value/*/minimumRecurrenceInterval") { _ in .integer(4) }
        }
        Mutant("dataset-keys-turned-round", "The record's members come in the opposite order.", responses: .datasets) {
            $0.changeMembers("/value/*") { $0.reverse() }
        }
        Mutant("dataset-key-renamed", "`datasetName` is `name`.", responses: .datasets) {
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
