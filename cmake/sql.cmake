# Turns every sql/*.sql under modules/ and platform/ into constants, and every migrations/*.sql into one embedded list.
add_custom_target(jiwei_sql)
