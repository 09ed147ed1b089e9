/** The first module to run: asks for the table's first screen while the others are still read. */

import { named } from "./address.js";
import { ahead } from "./api.js";
import { firstScreen } from "./table_query.js";

const [name, conditions] = named();
if (name === "van-ban") ahead(...firstScreen(conditions));
