extension World {
    /// The rows of ISVMarketplaceInsights: one per page, day and origin, by day.
    func isvMarketplaceInsights() -> [UInt8] {
        var csv = CSVWriter()
        for visit in traffic {
            csv.row { row in
                row.put("Date", visit.day)
                row.put("OfferName", visit.offer.name)
                row.put("ReferralDomain", visit.referralDomain)
                row.put("CountryName", visit.countryName)
                row.put("Campaign", visit.campaign)
                row.put("platforms", visit.platform)
                row.put("Site", visit.offer.kind.storefront)
                row.put("PageVisits", visit.pageVisits)
                row.put("GetItNow", visit.getItNow)
                row.put("ContactMe", visit.contactMe)
                row.put("TestDrive", visit.testDrive)
                row.put("FreeTrial", visit.freeTrial)
                row.put("consentGivenCount", visit.consentGiven)
            }
        }
        return csv.bytes
    }
}
