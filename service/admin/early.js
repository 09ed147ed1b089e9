/** The first module to run: asks for what is seen first while the others are still read. */

import { named } from "./address.js";
import { ahead } from "./api.js";
import { firstScreen } from "./table_query.js";

const [name, conditions] = named();
if (name === "van-ban") ahead(...firstScreen(conditions));
else if (!name || name === "tong-quan") import("./dashboard.js").catch(() => {}); // said by whoever draws it
