"""The columns of Google's lead forms, by the ids that Google documents. Only tables, for `google_lead`.

https://developers.google.com/google-ads/webhook/docs/implementation, and `LeadFormFieldUserInputType` of the Google Ads
API, which lists what a form may ask. A question of the organiser's own has an id that is in neither.
"""

from typing import Final

from relay.sources.leads import plain
from relay.sources.typed.vocabulary import words_of

TAKEN: Final = {
    "fullname": "name",
    "firstname": "firstname",
    "givenname": "firstname",
    "lastname": "lastname",
    "familyname": "lastname",
    "email": "email",
    "useremail": "email",
    "workemail": "work email",
    "phonenumber": "phone",
    "userphone": "phone",
    "workphone": "work phone",
    "postalcode": "zip5",
    "streetaddress": "address1",
    "city": "city",
    "region": "state",
    "country": "country",
}
"""What the API has an argument for, by the id as it is compared. An address or phone at work counts if there is no
other; "User Email" and "User Phone" are names of columns."""

NOT_TAKEN: Final = words_of(
    """
    COMPANY_NAME JOB_TITLE COMPANY_SIZE ANNUAL_SALES YEARS_IN_BUSINESS JOB_DEPARTMENT JOB_ROLE
    GOVERNMENT_ISSUED_ID_CPF_BR GOVERNMENT_ISSUED_ID_DNI_AR GOVERNMENT_ISSUED_ID_DNI_PE GOVERNMENT_ISSUED_ID_RUT_CL
    GOVERNMENT_ISSUED_ID_CC_CO GOVERNMENT_ISSUED_ID_CI_EC GOVERNMENT_ISSUED_ID_RFC_MX
    VEHICLE_MODEL VEHICLE_TYPE PREFERRED_DEALERSHIP VEHICLE_PURCHASE_TIMELINE VEHICLE_OWNERSHIP VEHICLE_PAYMENT_TYPE
    VEHICLE_CONDITION EDUCATION_PROGRAM EDUCATION_COURSE PRODUCT SERVICE OFFER CATEGORY PREFERRED_CONTACT_METHOD
    PREFERRED_LOCATION PREFERRED_CONTACT_TIME PURCHASE_TIMELINE YEARS_OF_EXPERIENCE JOB_INDUSTRY LEVEL_OF_EDUCATION
    PROPERTY_TYPE REALTOR_HELP_GOAL PROPERTY_COMMUNITY PRICE_RANGE NUMBER_OF_BEDROOMS FURNISHED_PROPERTY
    PETS_ALLOWED_PROPERTY NEXT_PLANNED_PURCHASE EVENT_SIGNUP_INTEREST PREFERRED_SHOPPING_PLACES FAVORITE_BRAND
    TRANSPORTATION_COMMERCIAL_LICENSE_TYPE EVENT_BOOKING_INTEREST DESTINATION_COUNTRY DESTINATION_CITY
    DEPARTURE_COUNTRY DEPARTURE_CITY DEPARTURE_DATE RETURN_DATE NUMBER_OF_TRAVELERS TRAVEL_BUDGET TRAVEL_ACCOMMODATION
    """
) | {f"OVER_{years}_AGE" for years in range(18, 66)}
"""What the API has no argument for. A campaign may map it to a field of its own."""

_BY_PLAIN: Final = {plain(column): column for column in NOT_TAKEN}


def documented(column: str) -> str | None:
    """The id that Google documents, if the column has one and is not taken."""
    return _BY_PLAIN.get(plain(column))
