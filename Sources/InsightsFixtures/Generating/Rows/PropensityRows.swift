import InsightsTime

extension World {
    /// Writes the rows of CLASAzurePropensity: one per tenant.
    func writeAzurePropensity(to csv: inout CSVText) {
        for propensity in propensities {
            csv.putAccount(of: propensity)
            for play in SalesPlays.azure { csv.put(play, propensity.play(play)) }
            csv.putScores("AzureFit", "AzureIntent", of: propensity)
            csv.putCluster("AzureCluster", of: propensity)
            for name in ["WindowsServerDataCenter_HasOpenRenewal", "WindowsServerStandard_HasOpenRenewal"]
                as [StaticString]
            {
                csv.put(name, bit: propensity.holds(name, percent: 10))
            }
            csv.putFacts(of: propensity, hasUpsell: false)
            let existing = propensity.some("ExistingWorkloads", of: AzureService.all.map(\.name))
            let recommended = AzureService.all.map(\.name).filter { !existing.contains($0) }
            csv.put("NumberofExistingWorkloads", existing.count)
            csv.put("ExistingWorkloads", existing.joined(separator: ";"))
            csv.put("NumberofRecommendedWorkloads", recommended.count)
            csv.put("RecommendedWorkloads", recommended.joined(separator: ";"))
            csv.put("Transactedinthelast36months", bit: true)
            csv.endRow()
        }
    }

    /// Writes the rows of CLASD365Propensity: one per tenant.
    func writeDynamicsPropensity(to csv: inout CSVText) {
        for propensity in propensities {
            csv.putAccount(of: propensity)
            for play in SalesPlays.dynamics { csv.put(play, propensity.play(play)) }
            csv.putCluster("D365BCCluster", of: propensity)
            csv.putScores("D365BCFit", "D365BCIntent", of: propensity)
            csv.putCluster("D365FOCluster", of: propensity)
            csv.putScores("D365FOFit", "D365FOIntent", of: propensity)
            csv.putCluster("D365CECluster", of: propensity)
            csv.putScores("D365CEFit", "D365CEIntent", of: propensity)
            csv.putCluster("PowerAppsCluster", of: propensity)
            csv.putScores("PowerAppsFit", "PowerAppsIntent", of: propensity)
            csv.put("DynamicsOnPremAXorCRM_HasOpenRenewal", bit: propensity.holds("DynamicsOnPrem", percent: 8))
            csv.putFacts(of: propensity, hasUpsell: true)
            csv.put("Transactedinthelast36months", bit: true)
            csv.endRow()
        }
    }

    /// Writes the rows of CLASM365Propensity and CLASSurfacePropensity, which have the same columns: one per tenant.
    func writeWorkplacePropensity(to csv: inout CSVText) {
        for propensity in propensities {
            csv.putAccount(of: propensity)
            for play in SalesPlays.workplace { csv.put(play, propensity.play(play)) }
            csv.putCluster("M365Cluster", of: propensity)
            csv.putScores("M365Fit", "M365Intent", of: propensity)
            csv.putCluster("SurfaceCluster", of: propensity)
            csv.putScores("SurfaceFit", "SurfaceIntent", of: propensity)
            csv.putFacts(of: propensity, hasUpsell: true)
            csv.put("Transactedinthelast36months", bit: true)
            csv.endRow()
        }
    }

    /// Writes the rows of CLASAgreementRenewalsPropensity: one per subscription that runs in the anchor month.
    func writeAgreementRenewals(to csv: inout CSVText) {
        for subscription in subscriptions {
            guard let use = subscription.month(CalendarMonth.anchor) else { continue }
            let propensity = propensities[subscription.tenant.index]
            csv.putAccount(of: propensity)
            csv.put("HasGoogle", bit: propensity.hasGoogle)
            csv.put("HasAWS", bit: propensity.hasAWS)
            csv.putCluster("AzureCluster", of: propensity)
            csv.putCluster("D365FOCluster", of: propensity)
            csv.putCluster("D365CECluster", of: propensity)
            csv.putCluster("D365BCCluster", of: propensity)
            csv.putCluster("M365Cluster", of: propensity)
            csv.putCluster("PowerAppsCluster", of: propensity)
            putAgreement(subscription, use, into: &csv)
            csv.put("HasEA", bit: propensity.hasEnterpriseAgreement)
            csv.put("HasOpen", bit: propensity.hasOpen)
            csv.put("M365UpsellCustomer", bit: propensity.isUpsell)
            csv.put("RevSumDivisionName", subscription.product.division)
            csv.put("TransactedInTheLast36Months", bit: true)
            csv.endRow()
        }
    }

    private func putAgreement(_ subscription: Subscription, _ use: Subscription.Month, into row: inout CSVText) {
        let monthly = use.consumption ?? subscription.billedRevenue(in: use)
        row.put("LicenseProgram", subscription.channel.rawValue)
        row.put("AgreementID", subscription.enrollmentNumber)
        row.put("AgreementEndDate", subscription.end)
        row.put("ExpirationType", subscription.renewsItself ? "Renews itself" : "Ends")
        row.put("ExpiringRevenue", monthly * 12)
    }
}

extension Propensity {
    fileprivate var hasGoogle: Bool { holds("HasGoogle", percent: 30) }
    fileprivate var hasAWS: Bool { holds("HasAWS", percent: 35) }
    fileprivate var hasOpen: Bool { holds("HasOpen", percent: 15) }
    fileprivate var isUpsell: Bool { holds("M365UpsellCustomer", percent: 25) }
    fileprivate var hasEnterpriseAgreement: Bool { tenant.customer.azureLicenseType.hasPrefix("Enterprise") }
}

extension CSVText {
    /// Adds the leading columns that all propensity datasets share.
    fileprivate mutating func putAccount(of propensity: Propensity) {
        let tenant = propensity.tenant
        let customer = tenant.customer
        put("MPNID", tenant.location.mpnID)
        put("PartnerName", tenant.location.name)
        put("CustomerID", tenant.tpid)
        put("DUNSNumber", tenant.dunsNumber)
        put("AccountName", tenant.name)
        put("Domain", tenant.domain)
        put("OrgSize", propensity.size)
        put("Industry", tenant.industry)
        put("Vertical", tenant.vertical)
        put("Area", customer.country.area)
        put("Subsidiary", customer.country.name)
        put("SalesTerritory", "\(customer.country.code).\(tenant.topSegment)")
        put("City", customer.town.name)
        put("State", customer.town.state)
        put("PostalCode", customer.town.postalCode)
        put("Country", customer.country.name)
        put("Segment", tenant.topSegment)
        put("SubSegment", tenant.segment)
        put("SMCTypeSummary", tenant.topSegment == "SMC" ? "Medium" : "Corporate")
        put("IsNonProfit", propensity.nonprofit)
    }

    fileprivate mutating func putCluster(_ name: StaticString, of propensity: Propensity) {
        put(name, propensity.cluster(name))
    }

    fileprivate mutating func putScores(_ fit: StaticString, _ intent: StaticString, of propensity: Propensity) {
        put(fit, propensity.score(fit))
        put(intent, propensity.score(intent))
    }

    fileprivate mutating func putFacts(of propensity: Propensity, hasUpsell: Bool) {
        if hasUpsell { put("M365UpsellCustomer", bit: propensity.isUpsell) }
        put("HasGoogle", bit: propensity.hasGoogle)
        put("HasAWS", bit: propensity.hasAWS)
        put("HasEA", bit: propensity.hasEnterpriseAgreement)
        put("HasOpen", bit: propensity.hasOpen)
    }
}
