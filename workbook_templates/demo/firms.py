"""The people and firms of the demo. All are invented."""

from __future__ import annotations

FIRMS = {
    "Logistics": (
        "Norrvik Freight", "Palisade Haulage", "Tidemark Carriers", "Ostrander Cargo",
        "Kestrel Parcel Group", "Marrowfield Transit", "Bellwater Shipping", "Quillon Express",
        "Harrowgate Distribution", "Sundby Lines", "Caldera Fleet", "Fenwright Couriers",
        "Lindmark Depots", "Ravenscar Ports", "Tollgate Freightways",
    ),
    "Manufacturing": (
        "Ashgrove Castings", "Brennick Tooling", "Corvane Ceramics", "Dunmore Pumps",
        "Elderton Plastics", "Ferrowell Steel", "Granstrom Valves", "Hartsell Coatings",
        "Ironbrook Machines", "Jessamy Textiles", "Kolvane Motors", "Lorimer Packaging",
        "Moorcliff Instruments", "Nethergill Optics", "Pemberley Turbines",
    ),
    "Financial services": (
        "Alderpoint Bank", "Braemont Mutual", "Castlereach Capital", "Dovewell Insurance",
        "Eastmarch Credit Union", "Farrowby Lending", "Glenhaven Wealth", "Hollin & Pryce",
        "Kingsferry Assurance", "Larkhill Payments", "Mercatus Row", "Northbeck Pensions",
        "Oakhurst Leasing", "Pentland Vale Bank", "Quarrystone Funds",
    ),
    "Healthcare": (
        "Amberlea Clinics", "Birchmoor Hospitals", "Clearfen Diagnostics", "Dalewood Care",
        "Everside Pharmacies", "Foxholt Dental Group", "Greycliff Biologics", "Heathlands Imaging",
        "Juniper Vale Health", "Kelmscott Laboratories", "Lowfield Physicians",
        "Maplecross Medical", "Nightingale Row", "Orchard Bay Hospitals", "Pinehollow Therapies",
    ),
    "Retail": (
        "Applecombe Stores", "Bramley & Finch", "Cobblestone Outfitters", "Dray & Daughters",
        "Emberly Home", "Fairmeadow Grocers", "Gilt & Grove", "Haddon Footwear",
        "Larch Lane Interiors", "Millbrook Pantry", "Nettle & Thyme", "Oxbow Sporting",
        "Pebblecombe Toys", "Rosewarne Beauty", "Silverbirch Markets",
    ),
    "Software": (
        "Arclight Ledger", "Bitterroot Systems", "Cinderpath Analytics", "Deltaforge Labs",
        "Everquill Software", "Fathomline Data", "Glasswing Security", "Hexmoor Cloud",
        "Inkwell Robotics", "Junctura Networks", "Keystrand Software", "Lumenreach",
        "Mistral Forge", "Nimbuswick", "Overlay Nine",
    ),
    "Energy": (
        "Aldwark Grid", "Boreal Crossing Energy", "Cragside Wind", "Duneward Solar",
        "Eastfell Utilities", "Firthlands Hydro", "Gorsehill Power", "Highmoor Gas",
        "Islay Reach Renewables", "Kinloch Storage", "Longshore Energy", "Meridian Fell Power",
        "Northwash Water", "Peakstone Minerals", "Sablecliff Petroleum",
    ),
    "Education": (
        "Abbotsleigh University", "Brookhaven Learning", "Cloverdale Schools", "Danebury College",
        "Elmstead Academies", "Fernhill Institute", "Grangemoor University", "Hazelbeck Training",
        "Ivybridge Online", "Kirkwell College", "Langdale Testing", "Marlowe Tutors",
        "Newmarch University", "Orrinswood Schools", "Penhallow Press",
    ),
}  # fmt: skip

REGIONS = {
    "Helen Marsh": "North America East",
    "Marcus Bell": "North America West",
    "Ingrid Solberg": "EMEA North",
    "Daniel Okafor": "EMEA South",
    "Mei Tanaka": "APAC",
}
"""Directors of customer success, each with a region."""

LAGGING_DIRECTOR = "Marcus Bell"

CSMS = {
    "Helen Marsh": ("Joel Abrams", "Katie Lund", "Omar Farouk"),
    "Marcus Bell": ("Dana Whitlock", "Luis Ortega"),
    "Ingrid Solberg": ("Petra Novak", "Sean Gallagher", "Freya Dahl"),
    "Daniel Okafor": ("Chiara Russo", "Amir Rahimi"),
    "Mei Tanaka": ("Hiro Sato", "Priya Nair"),
}

SELLERS = ("Tom Brandt", "Alicia Gomez", "Ravi Menon", "Sophie Keller", "Ben Ashworth", "Yuki Mori")

VP_CS = ("Anita Desai", "VP CS")
EXECUTIVES = (
    ("Laura Chen", "CEO"),
    ("Rob Castellan", "CRO"),
    VP_CS,
    ("Peter Vogt", "CTO"),
    ("Grace Oduya", "CFO"),
    ("Samuel Whitaker", "VP Product"),
    ("Nadia Haddad", "SVP Sales"),
    ("Erik Lindqvist", "COO"),
)

SPONSOR_TITLES = (
    "CFO", "COO", "CIO", "Chief Digital Officer", "VP Operations", "VP IT", "SVP Supply Chain",
    "VP Customer Experience", "Chief Procurement Officer", "VP Finance", "EVP Transformation",
    "Managing Director",
)  # fmt: skip

FIRST_NAMES = (
    "Aisha", "Alan", "Beatriz", "Bruno", "Camille", "Carl", "Deepa", "Dominic", "Elena", "Emeka",
    "Fiona", "Gareth", "Hana", "Henrik", "Isabel", "Jamal", "Jonas", "Karin", "Kwame", "Leila",
    "Lorenzo", "Magda", "Mateo", "Naomi", "Nikhil", "Olga", "Oscar", "Paula", "Quentin", "Rosa",
    "Ruben", "Sandra", "Stefan", "Tara", "Theo", "Uma", "Victor", "Wanda", "Xavier", "Zoe",
)  # fmt: skip

LAST_NAMES = (
    "Adeyemi", "Almeida", "Arnesen", "Baptiste", "Barlow", "Bianchi", "Calloway", "Cho", "Dubois",
    "Eriksen", "Fontaine", "Fraser", "Gupta", "Haas", "Ibrahim", "Jansen", "Kaplan", "Kovac",
    "Lombard", "Maddox", "Mbeki", "Moreau", "Navarro", "Nguyen", "Oyelaran", "Paine", "Petrov",
    "Quist", "Reyes", "Rosen", "Salazar", "Schuster", "Sorensen", "Tanner", "Ueda", "Vance",
    "Weber", "Yilmaz", "Zeller", "Zhou",
)  # fmt: skip

OUTCOMES = (
    "Cut order-to-cash time by 20%", "Retire two legacy systems by year end",
    "Raise first-contact resolution to 75%", "Halve month-end close to four days",
    "Reduce stock-outs by a third", "Onboard three new sites without extra staff",
    "Lift self-service share to 60%", "Save 1.2M in yearly operating cost",
    "Pass the regulator's audit without findings", "Bring churn of end users below 5%",
)  # fmt: skip

TOPICS = (
    "Roadmap and priorities", "Value review", "Budget for next year", "Renewal outlook",
    "Adoption in new sites", "Escalation follow-up", "Success plan", "Quarterly priorities",
)  # fmt: skip

ACTIONS = (
    "Send the value summary", "Arrange a product briefing", "Confirm the success metrics",
    "Introduce the security lead", "Agree the rollout plan", "Share reference contact",
)  # fmt: skip
