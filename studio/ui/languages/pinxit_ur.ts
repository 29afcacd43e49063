<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ur_PK" sourcelanguage="en">
<context>
    <name>Pinxit</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;فائل</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;ترمیم</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;برش</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>&amp;انتخاب</translation>
    </message>
    <message>
        <source>&amp;Layer</source>
        <translation>&amp;تہہ</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;منظر</translation>
    </message>
    <message>
        <source>&amp;Mode</source>
        <translation>&amp;طریقہ</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;مدد</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;کھولیں…</translation>
    </message>
    <message>
        <source>Open a picture or a project</source>
        <translation>کوئی تصویر یا پراجیکٹ کھولیں</translation>
    </message>
    <message>
        <source>Open the &amp;sample</source>
        <translation>&amp;نمونہ کھولیں</translation>
    </message>
    <message>
        <source>Open Pinxit&apos;s own picture</source>
        <translation>‏Pinxit کی اپنی تصویر کھولیں</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;محفوظ کریں</translation>
    </message>
    <message>
        <source>Save the project, layers and all</source>
        <translation>پراجیکٹ کو تمام تہوں سمیت محفوظ کریں</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>&amp;نئے نام سے محفوظ کریں…</translation>
    </message>
    <message>
        <source>Save under another name</source>
        <translation>کسی اور نام سے محفوظ کریں</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;برآمد کریں…</translation>
    </message>
    <message>
        <source>Make a picture file</source>
        <translation>تصویر کی فائل بنائیں</translation>
    </message>
    <message>
        <source>Paint &amp;photos like this…</source>
        <translation>&amp;فوٹو اسی طرح رنگیں…</translation>
    </message>
    <message>
        <source>Every photo as this one</source>
        <translation>ہر فوٹو اس جیسی</translation>
    </message>
    <message>
        <source>&amp;Close picture</source>
        <translation>تصویر &amp;بند کریں</translation>
    </message>
    <message>
        <source>Back to the start</source>
        <translation>آغاز پر واپس</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;ختم کریں</translation>
    </message>
    <message>
        <source>Leave Pinxit</source>
        <translation>‏Pinxit سے باہر نکلیں</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;واپس لیں</translation>
    </message>
    <message>
        <source>Take the last step back</source>
        <translation>آخری قدم واپس لیں</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;دوبارہ کریں</translation>
    </message>
    <message>
        <source>Take it again</source>
        <translation>اسے پھر سے کریں</translation>
    </message>
    <message>
        <source>C&amp;opy picture</source>
        <translation>تصویر &amp;نقل کریں</translation>
    </message>
    <message>
        <source>As it looks, to the clipboard</source>
        <translation>جیسی نظر آتی ہے، کلپ بورڈ پر</translation>
    </message>
    <message>
        <source>&amp;Paste as layer</source>
        <translation>تہہ کے طور پر &amp;چسپاں کریں</translation>
    </message>
    <message>
        <source>A picture from the clipboard</source>
        <translation>کلپ بورڈ سے تصویر</translation>
    </message>
    <message>
        <source>Paste as &amp;new</source>
        <translation>&amp;نئی کے طور پر چسپاں کریں</translation>
    </message>
    <message>
        <source>Begin with the clipboard</source>
        <translation>کلپ بورڈ سے شروع کریں</translation>
    </message>
    <message>
        <source>&amp;Apply to all, or run</source>
        <translation>&amp;سب پر لگائیں، یا چلائیں</translation>
    </message>
    <message>
        <source>Fill the selection or all; start a run</source>
        <translation>انتخاب یا سب بھریں؛ عمل شروع کریں</translation>
    </message>
    <message>
        <source>&amp;Take all paint off</source>
        <translation>سارا رنگ &amp;اتار دیں</translation>
    </message>
    <message>
        <source>The photo as it was</source>
        <translation>فوٹو جیسی تھی</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;منسوخ کریں</translation>
    </message>
    <message>
        <source>Stop the stroke, the run or the export</source>
        <translation>اسٹروک، عمل یا برآمد کو روکیں</translation>
    </message>
    <message>
        <source>Paint with the style</source>
        <translation>انداز سے رنگیں</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;ربڑ</translation>
    </message>
    <message>
        <source>Uncover the photo</source>
        <translation>فوٹو کو پھر ظاہر کریں</translation>
    </message>
    <message>
        <source>&amp;Gradient</source>
        <translation>&amp;گریڈیئنٹ</translation>
    </message>
    <message>
        <source>Fade the style from here to there</source>
        <translation>یہاں سے وہاں تک انداز کو مدھم کریں</translation>
    </message>
    <message>
        <source>&amp;Round gradient</source>
        <translation>&amp;گول گریڈیئنٹ</translation>
    </message>
    <message>
        <source>Fade the style around a point</source>
        <translation>ایک نقطے کے گرد انداز کو مدھم کریں</translation>
    </message>
    <message>
        <source>&amp;Make this a brush</source>
        <translation>اسے &amp;برش بنائیں</translation>
    </message>
    <message>
        <source>Fit a brush to the picture in hand, in minutes</source>
        <translation>ہاتھ کی تصویر پر چند منٹوں میں برش بنائیں</translation>
    </message>
    <message>
        <source>Move pic&amp;ture</source>
        <translation>تصویر &amp;ہلائیں</translation>
    </message>
    <message>
        <source>Move, scale and turn a picture layer</source>
        <translation>تصویر کی تہہ کو ہلائیں، بڑا چھوٹا کریں اور گھمائیں</translation>
    </message>
    <message>
        <source>&amp;Smaller</source>
        <translation>&amp;چھوٹا</translation>
    </message>
    <message>
        <source>Make the brush smaller</source>
        <translation>برش کو چھوٹا کریں</translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation>&amp;بڑا</translation>
    </message>
    <message>
        <source>Make the brush larger</source>
        <translation>برش کو بڑا کریں</translation>
    </message>
    <message>
        <source>S&amp;ofter</source>
        <translation>&amp;نرم تر</translation>
    </message>
    <message>
        <source>Soften the edge</source>
        <translation>کنارہ نرم کریں</translation>
    </message>
    <message>
        <source>&amp;Harder</source>
        <translation>&amp;سخت تر</translation>
    </message>
    <message>
        <source>Harden the edge</source>
        <translation>کنارہ سخت کریں</translation>
    </message>
    <message>
        <source>Less o&amp;pacity</source>
        <translation>غیر شفافیت &amp;کم</translation>
    </message>
    <message>
        <source>Cover less</source>
        <translation>کم ڈھانپیں</translation>
    </message>
    <message>
        <source>&amp;More opacity</source>
        <translation>غیر شفافیت &amp;زیادہ</translation>
    </message>
    <message>
        <source>Cover more</source>
        <translation>زیادہ ڈھانپیں</translation>
    </message>
    <message>
        <source>&amp;Keep this brush…</source>
        <translation>یہ برش &amp;رکھیں…</translation>
    </message>
    <message>
        <source>Make a preset of the brush in hand</source>
        <translation>ہاتھ میں موجود برش کو محفوظ نسخہ بنائیں</translation>
    </message>
    <message>
        <source>S&amp;ymmetry</source>
        <translation>&amp;تشاکل</translation>
    </message>
    <message>
        <source>Mirror your strokes</source>
        <translation>اپنے اسٹروک آئینے میں دہرائیں</translation>
    </message>
    <message>
        <source>&amp;Next style</source>
        <translation>&amp;اگلا انداز</translation>
    </message>
    <message>
        <source>The next style on the shelf</source>
        <translation>شیلف کا اگلا انداز</translation>
    </message>
    <message>
        <source>Pre&amp;vious style</source>
        <translation>&amp;پچھلا انداز</translation>
    </message>
    <message>
        <source>The style before</source>
        <translation>اس سے پہلے والا انداز</translation>
    </message>
    <message>
        <source>S&amp;wap A and B</source>
        <translation>‏A اور B کو &amp;بدلیں</translation>
    </message>
    <message>
        <source>Exchange the styles of a mix, or the ends of a walk</source>
        <translation>آمیزش کے دونوں انداز، یا سفر کے دونوں سرے آپس میں بدلیں</translation>
    </message>
    <message>
        <source>Style A &amp;alone</source>
        <translation>صرف &amp;انداز A</translation>
    </message>
    <message>
        <source>No second style</source>
        <translation>دوسرا انداز نہیں</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>&amp;مستطیل</translation>
    </message>
    <message>
        <source>Drag out a rectangle to paint within</source>
        <translation>مستطیل کھینچیں جس کے اندر رنگا جائے</translation>
    </message>
    <message>
        <source>&amp;Ellipse</source>
        <translation>&amp;بیضوی</translation>
    </message>
    <message>
        <source>Drag out an ellipse to paint within</source>
        <translation>بیضوی شکل کھینچیں جس کے اندر رنگا جائے</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>&amp;کمند</translation>
    </message>
    <message>
        <source>Draw around what to paint</source>
        <translation>جسے رنگنا ہو اس کے گرد کھینچیں</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>کثیر &amp;الاضلاع</translation>
    </message>
    <message>
        <source>Click the corners; a double click closes</source>
        <translation>کونوں پر کلک کریں؛ ڈبل کلک بند کرتا ہے</translation>
    </message>
    <message>
        <source>&amp;Magic wand</source>
        <translation>&amp;جادوئی چھڑی</translation>
    </message>
    <message>
        <source>Click a colour of the photo</source>
        <translation>تصویر کے کسی رنگ پر کلک کریں</translation>
    </message>
    <message>
        <source>&amp;All</source>
        <translation>&amp;سب</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>سب کچھ</translation>
    </message>
    <message>
        <source>&amp;None</source>
        <translation>&amp;کچھ نہیں</translation>
    </message>
    <message>
        <source>Paint everywhere again</source>
        <translation>پھر ہر جگہ رنگیں</translation>
    </message>
    <message>
        <source>&amp;Invert</source>
        <translation>&amp;الٹائیں</translation>
    </message>
    <message>
        <source>What was not selected</source>
        <translation>جو منتخب نہیں تھا</translation>
    </message>
    <message>
        <source>&amp;Grow</source>
        <translation>&amp;بڑھائیں</translation>
    </message>
    <message>
        <source>Take in what lies around</source>
        <translation>اردگرد کا حصہ بھی شامل کریں</translation>
    </message>
    <message>
        <source>&amp;Shrink</source>
        <translation>&amp;گھٹائیں</translation>
    </message>
    <message>
        <source>Leave its edge out</source>
        <translation>کنارہ چھوڑ دیں</translation>
    </message>
    <message>
        <source>&amp;Border</source>
        <translation>&amp;حاشیہ</translation>
    </message>
    <message>
        <source>Only a band along the edge</source>
        <translation>صرف کنارے کے ساتھ ایک پٹی</translation>
    </message>
    <message>
        <source>So&amp;ften</source>
        <translation>&amp;نرم کریں</translation>
    </message>
    <message>
        <source>Let the edge fade</source>
        <translation>کنارے کو مدھم ہونے دیں</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>&amp;صاف کریں</translation>
    </message>
    <message>
        <source>Take the paint off within the selection</source>
        <translation>انتخاب کے اندر کا رنگ اتاریں</translation>
    </message>
    <message>
        <source>New &amp;paint layer</source>
        <translation>نئی &amp;رنگ کی تہہ</translation>
    </message>
    <message>
        <source>Plain colours</source>
        <translation>سادہ رنگ</translation>
    </message>
    <message>
        <source>New &amp;style layer</source>
        <translation>نئی &amp;انداز کی تہہ</translation>
    </message>
    <message>
        <source>For the style in hand</source>
        <translation>ہاتھ میں موجود انداز کے لیے</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>&amp;نقل بنائیں</translation>
    </message>
    <message>
        <source>A twin above it</source>
        <translation>اس کے اوپر ایک جڑواں تہہ</translation>
    </message>
    <message>
        <source>&amp;Merge down</source>
        <translation>نیچے والی میں &amp;ضم کریں</translation>
    </message>
    <message>
        <source>One with the layer below</source>
        <translation>نیچے والی تہہ کے ساتھ ایک ہو جائے</translation>
    </message>
    <message>
        <source>Dele&amp;te</source>
        <translation>&amp;حذف کریں</translation>
    </message>
    <message>
        <source>Take the layer away</source>
        <translation>تہہ کو ہٹا دیں</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>&amp;نام بدلیں…</translation>
    </message>
    <message>
        <source>Give the layer a name</source>
        <translation>تہہ کو نام دیں</translation>
    </message>
    <message>
        <source>&amp;Lock or unlock</source>
        <translation>&amp;مقفل کریں یا کھولیں</translation>
    </message>
    <message>
        <source>Nothing paints on it</source>
        <translation>اس پر کچھ نہیں رنگا جاتا</translation>
    </message>
    <message>
        <source>&amp;Edit the layer</source>
        <translation>تہہ میں &amp;ترمیم کریں</translation>
    </message>
    <message>
        <source>Settings repaint the layer in hand</source>
        <translation>ترتیبات ہاتھ میں موجود تہہ کو دوبارہ رنگتی ہیں</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>&amp;اوپر لے جائیں</translation>
    </message>
    <message>
        <source>Above the next one</source>
        <translation>اگلی تہہ کے اوپر</translation>
    </message>
    <message>
        <source>Move do&amp;wn</source>
        <translation>&amp;نیچے لے جائیں</translation>
    </message>
    <message>
        <source>Below the next one</source>
        <translation>اگلی تہہ کے نیچے</translation>
    </message>
    <message>
        <source>Take the one &amp;above</source>
        <translation>&amp;اوپر والی لیں</translation>
    </message>
    <message>
        <source>The next layer</source>
        <translation>اگلی تہہ</translation>
    </message>
    <message>
        <source>Take the one &amp;below</source>
        <translation>&amp;نیچے والی لیں</translation>
    </message>
    <message>
        <source>At last the photo</source>
        <translation>آخر میں فوٹو</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;قریب کریں</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>مزید قریب</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>&amp;دور کریں</translation>
    </message>
    <message>
        <source>Further away</source>
        <translation>مزید دور</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;پورا دکھائیں</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>پوری تصویر</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 ٪</translation>
    </message>
    <message>
        <source>Pixel for pixel</source>
        <translation>پکسل کے بدلے پکسل</translation>
    </message>
    <message>
        <source>Turn &amp;left</source>
        <translation>&amp;بائیں گھمائیں</translation>
    </message>
    <message>
        <source>The view, not the picture</source>
        <translation>منظر کو، تصویر کو نہیں</translation>
    </message>
    <message>
        <source>Turn &amp;right</source>
        <translation>&amp;دائیں گھمائیں</translation>
    </message>
    <message>
        <source>Up&amp;right</source>
        <translation>&amp;سیدھا</translation>
    </message>
    <message>
        <source>No longer turned</source>
        <translation>مزید گھوما ہوا نہیں</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>&amp;آئینہ</translation>
    </message>
    <message>
        <source>Left is right</source>
        <translation>بایاں دایاں ہو جائے</translation>
    </message>
    <message>
        <source>&amp;Before</source>
        <translation>&amp;پہلے</translation>
    </message>
    <message>
        <source>The photo; hold C</source>
        <translation>فوٹو؛ C دبائے رکھیں</translation>
    </message>
    <message>
        <source>Before and &amp;after</source>
        <translation>پہلے اور &amp;بعد</translation>
    </message>
    <message>
        <source>Both; drag the line</source>
        <translation>دونوں؛ لکیر گھسیٹیں</translation>
    </message>
    <message>
        <source>Colours of the &amp;system</source>
        <translation>&amp;سسٹم کے رنگ</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>جیسے ہیں</translation>
    </message>
    <message>
        <source>&amp;Dark window</source>
        <translation>&amp;گہری ونڈو</translation>
    </message>
    <message>
        <source>Nothing dazzles</source>
        <translation>کچھ چندھیاتا نہیں</translation>
    </message>
    <message>
        <source>L&amp;ight window</source>
        <translation>&amp;روشن ونڈو</translation>
    </message>
    <message>
        <source>For bright rooms</source>
        <translation>روشن کمروں کے لیے</translation>
    </message>
    <message>
        <source>&amp;Navigator</source>
        <translation>&amp;رہنما</translation>
    </message>
    <message>
        <source>Where you are in the picture</source>
        <translation>آپ تصویر میں کہاں ہیں</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;پینل</translation>
    </message>
    <message>
        <source>Hide all but the picture</source>
        <translation>تصویر کے سوا سب چھپائیں</translation>
    </message>
    <message>
        <source>For left hands</source>
        <translation>بائیں ہاتھ والوں کے لیے</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>پوری &amp;اسکرین</translation>
    </message>
    <message>
        <source>Use the whole screen</source>
        <translation>پوری اسکرین استعمال کریں</translation>
    </message>
    <message>
        <source>&amp;Paint</source>
        <translation>&amp;رنگیں</translation>
    </message>
    <message>
        <source>Paint with style brushes</source>
        <translation>اندازوں کے برش سے رنگیں</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;تخلیق کریں</translation>
    </message>
    <message>
        <source>Breed pictures</source>
        <translation>نئی تصویریں پیدا کریں</translation>
    </message>
    <message>
        <source>&amp;Optimize</source>
        <translation>&amp;بہتر بنائیں</translation>
    </message>
    <message>
        <source>Paint slowly, any style</source>
        <translation>آہستہ رنگیں، کسی بھی انداز میں</translation>
    </message>
    <message>
        <source>Explore &amp;brushes</source>
        <translation>برش &amp;کھوجیں</translation>
    </message>
    <message>
        <source>Find brushes between brushes</source>
        <translation>برشوں کے درمیان برش ڈھونڈیں</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>&amp;براہ راست</translation>
    </message>
    <message>
        <source>Paint a camera or a film while it runs</source>
        <translation>کیمرہ یا فلم چلتے ہوئے رنگیں</translation>
    </message>
    <message>
        <source>&amp;Keep the picture</source>
        <translation>تصویر &amp;رکھیں</translation>
    </message>
    <message>
        <source>Among the favourites</source>
        <translation>پسندیدہ میں</translation>
    </message>
    <message>
        <source>&amp;Random seed</source>
        <translation>&amp;اتفاقی بیج</translation>
    </message>
    <message>
        <source>A picture nobody has seen</source>
        <translation>ایسی تصویر جو کسی نے نہیں دیکھی</translation>
    </message>
    <message>
        <source>Set a &amp;keyframe</source>
        <translation>&amp;کلیدی فریم لگائیں</translation>
    </message>
    <message>
        <source>Play the &amp;timeline</source>
        <translation>&amp;ٹائم لائن چلائیں</translation>
    </message>
    <message>
        <source>Play it, or stop it</source>
        <translation>چلائیں، یا روکیں</translation>
    </message>
    <message>
        <source>Picture to the &amp;canvas</source>
        <translation>تصویر &amp;کینوس پر</translation>
    </message>
    <message>
        <source>The generator&apos;s, as a layer</source>
        <translation>جنریٹر کی تصویر، تہہ کے طور پر</translation>
    </message>
    <message>
        <source>&amp;Layer to the generator</source>
        <translation>&amp;تہہ واپس جنریٹر میں</translation>
    </message>
    <message>
        <source>Where its picture comes from; there it can be renewed</source>
        <translation>جہاں سے اس کی تصویر آئی؛ وہاں اسے نیا کیا جا سکتا ہے</translation>
    </message>
    <message>
        <source>Re&amp;new the layer</source>
        <translation>تہہ &amp;نئی کریں</translation>
    </message>
    <message>
        <source>With the generator&apos;s picture</source>
        <translation>جنریٹر کی تصویر سے</translation>
    </message>
    <message>
        <source>&amp;Stamp with this picture</source>
        <translation>اس تصویر سے &amp;مہر لگائیں</translation>
    </message>
    <message>
        <source>Lay the generator&apos;s pictures along the stroke</source>
        <translation>جنریٹر کی تصویریں لکیر کے ساتھ ساتھ رکھیں</translation>
    </message>
    <message>
        <source>&amp;Train…</source>
        <translation>&amp;تربیت…</translation>
    </message>
    <message>
        <source>Brushes and generators of your own</source>
        <translation>آپ کے اپنے برش اور جنریٹر</translation>
    </message>
    <message>
        <source>&amp;Brush of this picture</source>
        <translation>اس تصویر کا &amp;برش</translation>
    </message>
    <message>
        <source>In the style of it</source>
        <translation>اسی کے انداز میں</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;کلیدیں</translation>
    </message>
    <message>
        <source>All keys on one sheet</source>
        <translation>تمام کلیدیں ایک صفحے پر</translation>
    </message>
    <message>
        <source>&amp;Choose keys…</source>
        <translation>کلیدیں &amp;چنیں…</translation>
    </message>
    <message>
        <source>Give every command the keys you like</source>
        <translation>ہر کمانڈ کو اپنی پسند کی کلید دیں</translation>
    </message>
    <message>
        <source>&amp;Find a command…</source>
        <translation>کمانڈ &amp;تلاش کریں…</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>جو کرنا ہے وہ لکھیں</translation>
    </message>
    <message>
        <source>Take the &amp;tour</source>
        <translation>&amp;سیر کریں</translation>
    </message>
    <message>
        <source>Two minutes, from the first stroke on</source>
        <translation>دو منٹ، پہلے اسٹروک سے</translation>
    </message>
    <message>
        <source>&amp;Language…</source>
        <translation>&amp;زبان…</translation>
    </message>
    <message>
        <source>The language of the window</source>
        <translation>ونڈو کی زبان</translation>
    </message>
    <message>
        <source>&amp;About Pinxit</source>
        <translation>‏Pinxit کے &amp;بارے میں</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>نسخہ اور اجازت نامے</translation>
    </message>
    <message>
        <source>Drag the title</source>
        <translation>عنوان کو گھسیٹیں</translation>
    </message>
    <message>
        <source>The picture, to another program</source>
        <translation>تصویر، کسی دوسرے پروگرام میں</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>پہیہ</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>کرسر کی جگہ پر قریب یا دور</translation>
    </message>
    <message>
        <source>Space + drag</source>
        <translation>‏Space + گھسیٹیں</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>تصویر کو سرکائیں</translation>
    </message>
    <message>
        <source>R + drag</source>
        <translation>‏R + گھسیٹیں</translation>
    </message>
    <message>
        <source>Shift + Space + drag</source>
        <translation>‏Shift + Space + گھسیٹیں</translation>
    </message>
    <message>
        <source>Breeding…</source>
        <translation>نسل بڑھائی جا رہی ہے…</translation>
    </message>
    <message>
        <source>This is not done yet, and is given up when Pinxit ends.</source>
        <translation>یہ ابھی مکمل نہیں ہوا، اور Pinxit بند ہونے پر چھوڑ دیا جائے گا۔</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>انتظار کریں</translation>
    </message>
    <message>
        <source>Quit all the same</source>
        <translation>پھر بھی بند کریں</translation>
    </message>
    <message>
        <source>Lightness</source>
        <translation>روشنی</translation>
    </message>
    <message>
        <source>Warmth</source>
        <translation>گرمی</translation>
    </message>
    <message>
        <source>Vividness</source>
        <translation>شوخی</translation>
    </message>
    <message>
        <source>Glow of the middle</source>
        <translation>درمیان کی چمک</translation>
    </message>
    <message>
        <source>Preparing the style…</source>
        <translation>انداز تیار کیا جا رہا ہے…</translation>
    </message>
    <message>
        <source>Nobody is chosen yet: click a child, Ctrl+click others</source>
        <translation>ابھی کوئی نہیں چنا گیا: کسی اولاد پر کلک کریں، دوسروں پر Ctrl+کلک</translation>
    </message>
    <message>
        <source>The brush {title} is on the shelf, and in hand.</source>
        <translation>برش {title} شیلف پر ہے اور ہاتھ میں ہے۔</translation>
    </message>
    <message>
        <source>Photos are being painted into {folder}: wait until that is done, or choose another folder.</source>
        <translation>‏{folder} میں فوٹو رنگی جا رہی ہیں: ان کے مکمل ہونے تک رکیں، یا کوئی اور فولڈر چُنیں۔</translation>
    </message>
    <message>
        <source>Distance from real pictures {value:.3f}</source>
        <translation>اصلی تصویروں سے فاصلہ {value:.3f}</translation>
    </message>
    <message>
        <source>variety {value:.0%}</source>
        <translation>تنوع {value:.0%}</translation>
    </message>
    <message>
        <source>Measured by evaluate on {count} pictures, in features of {network}</source>
        <translation>evaluate سے {count} تصویروں پر ناپا گیا، {network} کی خصوصیات میں</translation>
    </message>
    <message>
        <source>Measured while it was trained on {count} pictures, in features of {network}</source>
        <translation>سکھائی کے دوران {count} تصویروں پر ناپا گیا، {network} کی خصوصیات میں</translation>
    </message>
    <message>
        <source>Fréchet distance {value:.3f}</source>
        <translation>فریشے فاصلہ {value:.3f}</translation>
    </message>
    <message>
        <source>kernel distance {value:.3f}</source>
        <translation>کرنل فاصلہ {value:.3f}</translation>
    </message>
    <message>
        <source>density {value:.2f}</source>
        <translation>کثافت {value:.2f}</translation>
    </message>
    <message>
        <source>coverage {value:.0%}</source>
        <translation>احاطہ {value:.0%}</translation>
    </message>
    <message>
        <source>diversity {value:.2f}</source>
        <translation>تنوع {value:.2f}</translation>
    </message>
    <message>
        <source>spacing {value:.2f}</source>
        <translation>باہمی دوری {value:.2f}</translation>
    </message>
    <message>
        <source>novelty {value:.2f}</source>
        <translation>نیا پن {value:.2f}</translation>
    </message>
    <message>
        <source>copied {value:.1%}</source>
        <translation>نقل {value:.1%}</translation>
    </message>
    <message>
        <source>told apart {value:.2f}</source>
        <translation>پہچان {value:.2f}</translation>
    </message>
    <message>
        <source>About the generator</source>
        <translation>جنریٹر کے بارے میں</translation>
    </message>
    <message>
        <source>Nothing was measured of it.</source>
        <translation>اس کا کچھ ناپا نہیں گیا۔</translation>
    </message>
    <message>
        <source>Fréchet distance: how far its pictures are from real ones; 0 is no difference at all.</source>
        <translation>فریشے فاصلہ: اس کی تصویریں اصلی تصویروں سے کتنی دور ہیں؛ 0 کا مطلب ہے کوئی فرق نہیں۔</translation>
    </message>
    <message>
        <source>Coverage: how much of the variety of the real pictures its own have.</source>
        <translation>احاطہ: اصلی تصویروں کے تنوع کا کتنا حصہ اس کی تصویروں میں ہے۔</translation>
    </message>
    <message>
        <source>It was trained through the same network, which flatters.</source>
        <translation>یہ اسی نیٹ ورک سے سکھایا گیا، اس لیے اعداد اصل سے بہتر دکھتے ہیں۔</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>اجازت نامہ: {licence}</translation>
    </message>
    <message>
        <source>By {author}</source>
        <translation>بنانے والا: {author}</translation>
    </message>
    <message>
        <source>Learned from: {data}</source>
        <translation>جس سے سیکھا: {data}</translation>
    </message>
    <message>
        <source>Licence of these: {licence}</source>
        <translation>ان کا اجازت نامہ: {licence}</translation>
    </message>
    <message>
        <source>Moves along “{name}”: beyond 2 pictures become rare (in standard deviations, σ); right-click for its name and more</source>
        <translation>“{name}” کی سمت میں لے جاتا ہے: 2 سے آگے تصویریں کم یاب ہو جاتی ہیں (معیاری انحراف، σ میں)؛ نام وغیرہ کے لیے دایاں بٹن دبائیں</translation>
    </message>
    <message>
        <source>{name} of the generator&apos;s card</source>
        <translation>جنریٹر کے کارڈ میں: {name}</translation>
    </message>
    <message>
        <source>The seed of the picture in hand; a frame of the timeline is shown in its place</source>
        <translation>ہاتھ کی تصویر کا بیج؛ اس کی جگہ ٹائم لائن کا ایک فریم دکھایا جا رہا ہے</translation>
    </message>
    <message>
        <source>Optimized: {styles}</source>
        <translation>بہتر کی ہوئی: {styles}</translation>
    </message>
    <message>
        <source>Fits a style brush to the picture layer in hand, or else to the painting as it is seen, through pinxit-train</source>
        <translation>ہاتھ کی تصویری تہہ سے، ورنہ جو رنگا ہوا نظر آتا ہے اس سے، pinxit-train کے ذریعے انداز کا برش بناتا ہے</translation>
    </message>
    <message>
        <source>Wait for the end of the run, or pause it: the brush is fitted to what came of it</source>
        <translation>کام ختم ہونے کا انتظار کریں یا اسے روکیں: برش اس کے نتیجے سے بنتا ہے</translation>
    </message>
    <message>
        <source>Open a photo first: the brush is fitted to what is painted on it</source>
        <translation>پہلے کوئی فوٹو کھولیں: برش اس پر رنگے ہوئے سے بنتا ہے</translation>
    </message>
    <message>
        <source>Step {step} of {steps}  ·  {size_px} px  ·  {time} left</source>
        <translation>قدم {step} از {steps}  ·  {size_px} px  ·  {time} باقی</translation>
    </message>
    <message>
        <source>{step_ms:.0f} ms a step</source>
        <translation>{step_ms:.0f} ms فی قدم</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>واپس لائیں</translation>
    </message>
    <message>
        <source>{title} is off the shelf of brushes.</source>
        <translation>‏{title} برشوں کے شیلف سے ہٹا دیا گیا ہے۔</translation>
    </message>
    <message>
        <source>{title} is back on the shelf of brushes.</source>
        <translation>‏{title} برشوں کے شیلف پر واپس آ گیا ہے۔</translation>
    </message>
    <message>
        <source>Bring a brush back</source>
        <translation>برش واپس لائیں</translation>
    </message>
    <message>
        <source>Keep a brush</source>
        <translation>برش رکھیں</translation>
    </message>
    <message>
        <source>Remove a brush</source>
        <translation>برش ہٹائیں</translation>
    </message>
    <message>
        <source>Making the brush {title}…</source>
        <translation>برش {title} بنایا جا رہا ہے…</translation>
    </message>
    <message>
        <source>A folder with SqueezeNet 1.1 and VGG-19</source>
        <translation>‏SqueezeNet 1.1 اور VGG-19 والا فولڈر</translation>
    </message>
    <message>
        <source>Making samples…</source>
        <translation>نمونے بنائے جا رہے ہیں…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>واپس لیں</translation>
    </message>
    <message>
        <source>A film has 1 to 120 frames a second, not {0}.</source>
        <translation>فلم میں فی سیکنڈ 1 سے 120 فریم ہوتے ہیں، {0} نہیں۔</translation>
    </message>
    <message>
        <source>A film has 1 to {0} frames a second, not {1}.</source>
        <translation>فلم میں فی سیکنڈ 1 سے {0} فریم ہوتے ہیں، {1} نہیں۔</translation>
    </message>
    <message>
        <source>A film has 1 to {0} frames, not {1}.</source>
        <translation>فلم میں 1 سے {0} فریم ہوتے ہیں، {1} نہیں۔</translation>
    </message>
    <message>
        <source>A keyframe lies on frame 0 to {0}, not {1}.</source>
        <translation>کلیدی فریم فریم 0 سے {0} تک ہوتا ہے، {1} پر نہیں۔</translation>
    </message>
    <message>
        <source>A keyframe lies on frame {0}, and the last of the film is {1}.</source>
        <translation>ایک کلیدی فریم فریم {0} پر ہے، اور فلم کا آخری فریم {1} ہے۔</translation>
    </message>
    <message>
        <source>A keyframe of a latent has either a seed or numbers.</source>
        <translation>لیٹنٹ کے کلیدی فریم میں یا تو بیج ہوتا ہے یا اعداد۔</translation>
    </message>
    <message>
        <source>A keyframe of a style has either styles by name or a vector and its network.</source>
        <translation>انداز کے کلیدی فریم میں یا تو ناموں سے انداز ہوتے ہیں یا ویکٹر اور اس کا نیٹ ورک۔</translation>
    </message>
    <message>
        <source>A keyframe of layers has another latent and the layers that it decides.</source>
        <translation>تہوں کے کلیدی فریم میں دوسرا لیٹنٹ ہوتا ہے اور وہ تہیں جن کا وہ فیصلہ کرتا ہے۔</translation>
    </message>
    <message>
        <source>A pasted or optimized picture is part of this painting; only its project file holds it.</source>
        <translation>چسپاں کی ہوئی یا آپٹیمائزر کی تصویر اسی پینٹنگ کا حصہ ہے؛ وہ صرف اس کی پراجیکٹ فائل میں ہے۔</translation>
    </message>
    <message>
        <source>A timeline has one track of each kind, and one for each direction.</source>
        <translation>ٹائم لائن میں ہر قسم کا ایک ٹریک ہوتا ہے، اور ہر سمت کا ایک۔</translation>
    </message>
    <message>
        <source>A track has a name if it is that of a direction, and else has none.</source>
        <translation>ٹریک کا نام تبھی ہوتا ہے جب وہ کسی سمت کا ہو، ورنہ نہیں۔</translation>
    </message>
    <message>
        <source>A track of {0} cannot be interpolated by {1}.</source>
        <translation>{0} کے ٹریک میں {1} سے درمیانی قدریں نہیں نکل سکتیں۔</translation>
    </message>
    <message>
        <source>A track of {0} holds something else.</source>
        <translation>{0} کے ٹریک میں کچھ اور رکھا ہے۔</translation>
    </message>
    <message>
        <source>A walk has an amount from 0 to 1, 1 to 1000 turns, and a seed from 0.</source>
        <translation>سیر میں مقدار 0 سے 1، چکر 1 سے 1000 اور بیج 0 سے اوپر ہوتا ہے۔</translation>
    </message>
    <message>
        <source>A walk that is mixed into latents needs a keyframe of a latent, or the amount 1.</source>
        <translation>جو سیر لیٹنٹ میں ملائی جائے اسے لیٹنٹ کا کلیدی فریم چاہیے، یا مقدار 1۔</translation>
    </message>
    <message>
        <source>A {0} lies between {1} and {2}, not at {3}.</source>
        <translation>{0} کی قدر {1} اور {2} کے درمیان ہوتی ہے، {3} نہیں۔</translation>
    </message>
    <message>
        <source>Films need the package av, which is not installed; run `pip install av`, or write a .gif, a .webp or a folder of pictures.</source>
        <translation>فلموں کے لیے پیکج av چاہیے جو نصب نہیں؛ `pip install av` چلائیں، یا ‎.gif، ‎.webp یا تصویروں کا فولڈر لکھیں۔</translation>
    </message>
    <message>
        <source>Latents, targets and the weights of a loss must be finite numbers.</source>
        <translation>لیٹنٹ، اہداف اور خسارے کے وزن متناہی اعداد ہونے چاہییں۔</translation>
    </message>
    <message>
        <source>No picture in the folder {0} can be read any more.</source>
        <translation>فولڈر {0} کی کوئی تصویر اب پڑھی نہیں جا سکتی۔</translation>
    </message>
    <message>
        <source>No style encoder for these brushes is at hand, so a picture cannot become one at once; fit it with pinxit-train add-style.</source>
        <translation>ان برشوں کا انداز پہچاننے والا ماڈل موجود نہیں، اس لیے تصویر فوراً برش نہیں بن سکتی؛ pinxit-train add-style سے بنائیں۔</translation>
    </message>
    <message>
        <source>The brush card {0} {1}.</source>
        <translation>برش کارڈ {0} {1}۔</translation>
    </message>
    <message>
        <source>The brush inside {0} is damaged; export the model anew.</source>
        <translation>‏{0} کے اندر کا برش خراب ہے؛ ماڈل دوبارہ برآمد کریں۔</translation>
    </message>
    <message>
        <source>The brush inside {0} is not its network&apos;s; export the model anew.</source>
        <translation>‏{0} کے اندر کا برش اس کے نیٹ ورک کا نہیں؛ ماڈل دوبارہ برآمد کریں۔</translation>
    </message>
    <message>
        <source>The camera {0} gives no pictures; plug it in again, or close what else uses it, and start anew.</source>
        <translation>کیمرہ {0} تصویریں نہیں دے رہا؛ اسے دوبارہ لگائیں، یا جو اور اسے استعمال کر رہا ہو اسے بند کریں، اور نئے سرے سے شروع کریں۔</translation>
    </message>
    <message>
        <source>The camera {0} has gone; plug it in again and start anew.</source>
        <translation>کیمرہ {0} ہٹ گیا ہے؛ اسے دوبارہ لگائیں اور نئے سرے سے شروع کریں۔</translation>
    </message>
    <message>
        <source>The film has styles of two networks, {0} and {1}; keep to one.</source>
        <translation>فلم میں دو نیٹ ورکوں، {0} اور {1}، کے انداز ہیں؛ ایک ہی رکھیں۔</translation>
    </message>
    <message>
        <source>The frames are {0} × {1} pixels; a film has at most {2} a side.</source>
        <translation>فریم {0} × {1} پکسل کے ہیں؛ فلم کی ہر طرف زیادہ سے زیادہ {2} ہوتی ہے۔</translation>
    </message>
    <message>
        <source>The generator {0} is another one since this was painted; its picture is not the same.</source>
        <translation>جنریٹر {0} وہ نہیں رہا جس سے یہ رنگا گیا تھا؛ اس کی تصویر وہی نہیں۔</translation>
    </message>
    <message>
        <source>The generator {0} is not at hand; choose another one, or put its file in.</source>
        <translation>جنریٹر {0} موجود نہیں؛ کوئی دوسرا چنیں، یا اس کی فائل شامل کریں۔</translation>
    </message>
    <message>
        <source>The keyframes of a track come in order, and no two on one frame.</source>
        <translation>ٹریک کے کلیدی فریم ترتیب سے آتے ہیں، اور کوئی دو ایک فریم پر نہیں ہوتے۔</translation>
    </message>
    <message>
        <source>The layers of a keyframe are numbers below {0}, each once.</source>
        <translation>کلیدی فریم کی تہیں {0} سے کم کے اعداد ہوتی ہیں، ہر ایک ایک بار۔</translation>
    </message>
    <message>
        <source>The model card of {0} cannot be written as JSON: {1}.</source>
        <translation>‏{0} کا ماڈل کارڈ JSON کے طور پر نہیں لکھا جا سکتا: {1}۔</translation>
    </message>
    <message>
        <source>The model card of {0} {1}; get the model file again from its author.</source>
        <translation>‏{0} کا ماڈل کارڈ {1}؛ ماڈل فائل اس کے بنانے والے سے دوبارہ لیں۔</translation>
    </message>
    <message>
        <source>The projector inside {0} is damaged; export the model anew.</source>
        <translation>‏{0} کے اندر کا پروجیکٹر خراب ہے؛ ماڈل دوبارہ برآمد کریں۔</translation>
    </message>
    <message>
        <source>The recipe cannot be painted again: {0}.</source>
        <translation>ترکیب دوبارہ نہیں رنگی جا سکتی: {0}۔</translation>
    </message>
    <message>
        <source>The recipe in {0} cannot be read: it is damaged or of a newer Pinxit.</source>
        <translation>‏{0} کی ترکیب پڑھی نہیں جا سکتی: وہ خراب ہے یا نئے Pinxit کی ہے۔</translation>
    </message>
    <message>
        <source>The side file in {0} is damaged.</source>
        <translation>‏{0} کی ضمنی فائل خراب ہے۔</translation>
    </message>
    <message>
        <source>The side file in {0} is too large.</source>
        <translation>‏{0} کی ضمنی فائل بہت بڑی ہے۔</translation>
    </message>
    <message>
        <source>The strength of a style must be a number from 0 to {0}, not {1}.</source>
        <translation>انداز کی شدت 0 سے {0} تک کا عدد ہونی چاہیے، {1} نہیں۔</translation>
    </message>
    <message>
        <source>The style card {0} has a vector of {1} numbers where {2} needs {3}; get the card again from its author.</source>
        <translation>انداز کے کارڈ {0} میں {1} اعداد کا ویکٹر ہے جبکہ {2} کو {3} چاہییں؛ کارڈ اس کے بنانے والے سے دوبارہ لیں۔</translation>
    </message>
    <message>
        <source>The style card {0} was made for the style network &apos;{1}&apos; and cannot be used with &apos;{2}&apos;; add that network, or fit the style anew.</source>
        <translation>انداز کا کارڈ {0} نیٹ ورک &apos;{1}&apos; کے لیے بنا تھا اور &apos;{2}&apos; کے ساتھ نہیں چلتا؛ وہ نیٹ ورک شامل کریں، یا انداز نئے سرے سے بنائیں۔</translation>
    </message>
    <message>
        <source>The style card {0} {1}; get it again from its author.</source>
        <translation>انداز کا کارڈ {0} {1}؛ اسے اس کے بنانے والے سے دوبارہ لیں۔</translation>
    </message>
    <message>
        <source>The style network {0} is not at hand; add its model with pinxit models add.</source>
        <translation>انداز کا نیٹ ورک {0} موجود نہیں؛ اس کا ماڈل pinxit models add سے شامل کریں۔</translation>
    </message>
    <message>
        <source>The style {0} is not on the shelf; add its card, or delete its keyframes.</source>
        <translation>انداز {0} شیلف پر نہیں؛ اس کا کارڈ شامل کریں، یا اس کے کلیدی فریم مٹائیں۔</translation>
    </message>
    <message>
        <source>The styles {0} and {1} belong to different style networks ({2} and {3}); mix only styles of one.</source>
        <translation>انداز {0} اور {1} الگ الگ نیٹ ورکوں ({2} اور {3}) کے ہیں؛ صرف ایک ہی کے انداز ملائیں۔</translation>
    </message>
    <message>
        <source>The thumbnail of {0} is damaged ({1}); get the card again.</source>
        <translation>‏{0} کی چھوٹی تصویر خراب ہے ({1})؛ کارڈ دوبارہ لیں۔</translation>
    </message>
    <message>
        <source>The timeline is empty; give it keyframes of latents or of styles.</source>
        <translation>ٹائم لائن خالی ہے؛ اس میں لیٹنٹ یا انداز کے کلیدی فریم رکھیں۔</translation>
    </message>
    <message>
        <source>The timeline&apos;s keyframes do not all fit on one frame; take 2 frames or more.</source>
        <translation>ٹائم لائن کے سب کلیدی فریم ایک ہی فریم پر نہیں آ سکتے؛ 2 یا زیادہ فریم لیں۔</translation>
    </message>
    <message>
        <source>The truncation must be a finite number, not {0}.</source>
        <translation>ٹرنکیشن متناہی عدد ہونا چاہیے، {0} نہیں۔</translation>
    </message>
    <message>
        <source>The weights of a loss and the image it judges must be finite numbers.</source>
        <translation>خسارے کے وزن اور جس تصویر کو وہ پرکھتا ہے متناہی اعداد ہونے چاہییں۔</translation>
    </message>
    <message>
        <source>The weights of a mix of styles must be numbers from 0 upwards, at least one above 0.</source>
        <translation>ملے ہوئے اندازوں کے وزن 0 یا اس سے اوپر ہونے چاہییں، کم از کم ایک 0 سے اوپر۔</translation>
    </message>
    <message>
        <source>The weights of styles are 0 or more, and one at least is more.</source>
        <translation>اندازوں کے وزن 0 یا زیادہ ہوتے ہیں، اور کم از کم ایک زیادہ۔</translation>
    </message>
    <message>
        <source>There are a style and a model of the name {0}; say which one, {1}.</source>
        <translation>‏{0} نام کا ایک انداز بھی ہے اور ایک ماڈل بھی؛ بتائیں کون سا، {1}۔</translation>
    </message>
    <message>
        <source>There is already a file {0} in {1}; remove it before you add another of that name.</source>
        <translation>‏{1} میں {0} نام کی فائل پہلے سے ہے؛ اس نام کی دوسری شامل کرنے سے پہلے اسے ہٹائیں۔</translation>
    </message>
    <message>
        <source>There is already a model named {0}; remove it before you add {1}.</source>
        <translation>‏{0} نام کا ماڈل پہلے سے ہے؛ {1} شامل کرنے سے پہلے اسے ہٹائیں۔</translation>
    </message>
    <message>
        <source>There is already a style named {0}; remove it before you add another of that name.</source>
        <translation>‏{0} نام کا انداز پہلے سے ہے؛ اس نام کا دوسرا شامل کرنے سے پہلے اسے ہٹائیں۔</translation>
    </message>
    <message>
        <source>There is no easing {0}; choose from {1}.</source>
        <translation>رفتار کی کوئی قسم {0} نہیں؛ ان میں سے چنیں: {1}۔</translation>
    </message>
    <message>
        <source>There is no file {0}; check the path.</source>
        <translation>فائل {0} نہیں ہے؛ راستہ جانچیں۔</translation>
    </message>
    <message>
        <source>There is no folder {0} to write {1} into; make it first.</source>
        <translation>کوئی فولڈر {0} نہیں جس میں {1} لکھی جائے؛ پہلے اسے بنائیں۔</translation>
    </message>
    <message>
        <source>There is no perceptual model at hand; add one with pinxit models add.</source>
        <translation>کوئی ادراکی ماڈل موجود نہیں؛ pinxit models add سے شامل کریں۔</translation>
    </message>
    <message>
        <source>There is no picture in the folder {0}; name a folder that holds some.</source>
        <translation>فولڈر {0} میں کوئی تصویر نہیں؛ ایسا فولڈر بتائیں جس میں ہوں۔</translation>
    </message>
    <message>
        <source>There is no provider {0}; choose auto, cpu or cuda.</source>
        <translation>چلانے والا {0} نہیں ہے؛ auto، cpu یا cuda چنیں۔</translation>
    </message>
    <message>
        <source>There is no saved run {0}; check the path.</source>
        <translation>محفوظ کیا ہوا عمل {0} نہیں ہے؛ راستہ جانچیں۔</translation>
    </message>
    <message>
        <source>There is no side file in {0}.</source>
        <translation>‏{0} میں کوئی ضمنی فائل نہیں۔</translation>
    </message>
    <message>
        <source>There is no style encoder at hand; add one with pinxit models add.</source>
        <translation>انداز پہچاننے والا کوئی ماڈل موجود نہیں؛ pinxit models add سے شامل کریں۔</translation>
    </message>
    <message>
        <source>There is no style named {0}; add its style card or choose another style.</source>
        <translation>‏{0} نام کا کوئی انداز نہیں؛ اس کا کارڈ شامل کریں یا دوسرا انداز چنیں۔</translation>
    </message>
    <message>
        <source>There is no style of this network on the shelf to begin with.</source>
        <translation>شروع کرنے کے لیے شیلف پر اس نیٹ ورک کا کوئی انداز نہیں۔</translation>
    </message>
    <message>
        <source>There is no track of {0}; choose from {1}.</source>
        <translation>‏{0} کا کوئی ٹریک نہیں ہوتا؛ ان میں سے چنیں: {1}۔</translation>
    </message>
    <message>
        <source>There is no walk {0}; choose from {1}.</source>
        <translation>کوئی سیر {0} نہیں؛ ان میں سے چنیں: {1}۔</translation>
    </message>
    <message>
        <source>There is no {0} named {1}, nor any other; add one with pinxit models add.</source>
        <translation>‏{1} نام کا کوئی {0} نہیں، نہ کوئی اور؛ pinxit models add سے شامل کریں۔</translation>
    </message>
    <message>
        <source>There is no {0} named {1}; did you mean {2}?</source>
        <translation>‏{1} نام کا کوئی {0} نہیں؛ کیا آپ کی مراد {2} تھی؟</translation>
    </message>
    <message>
        <source>There is no {0} named {1}; there are {2}.</source>
        <translation>‏{1} نام کا کوئی {0} نہیں؛ یہ موجود ہیں: {2}۔</translation>
    </message>
    <message>
        <source>There is too little memory to run {0} on the {1}; close other programs or try a smaller picture.</source>
        <translation>‏{0} کو {1} پر چلانے کے لیے میموری کم ہے؛ دوسرے پروگرام بند کریں یا چھوٹی تصویر آزمائیں۔</translation>
    </message>
    <message>
        <source>This layer was not painted by the optimizer.</source>
        <translation>یہ تہہ آپٹیمائزر نے نہیں رنگی۔</translation>
    </message>
    <message>
        <source>This style layer cannot be painted: {0}.</source>
        <translation>انداز کی یہ تہہ نہیں رنگی جا سکتی: {0}۔</translation>
    </message>
    <message>
        <source>What the studio wrote of the run {0} is damaged; start it anew.</source>
        <translation>اسٹوڈیو نے عمل {0} کے بارے میں جو لکھا تھا وہ خراب ہے؛ اسے نئے سرے سے شروع کریں۔</translation>
    </message>
    <message>
        <source>brings a style larger than {0} pixels</source>
        <translation>‏{0} پکسل سے بڑا انداز لاتا ہے</translation>
    </message>
    <message>
        <source>brings a style that is damaged</source>
        <translation>خراب انداز لاتا ہے</translation>
    </message>
    <message>
        <source>has &apos;figures&apos; without a single value</source>
        <translation>میں &apos;figures&apos; ہیں جن میں ایک بھی عدد نہیں</translation>
    </message>
    <message>
        <source>has &apos;grain&apos; but no photo style that ends with 0 and 1: it would be seen in the photo</source>
        <translation>میں &apos;grain&apos; ہے مگر فوٹو کا کوئی انداز نہیں جو 0 اور 1 پر ختم ہو: وہ فوٹو میں نظر آئے گا</translation>
    </message>
    <message>
        <source>has &apos;norm_channels&apos; that do not make {0} statistics</source>
        <translation>میں &apos;norm_channels&apos; ہیں جن سے {0} اعداد و شمار نہیں بنتے</translation>
    </message>
    <message>
        <source>has a &apos;{0}{1}&apos; that is not {2}</source>
        <translation>میں &apos;{0}{1}&apos; ہے جو {2} نہیں</translation>
    </message>
    <message>
        <source>has a latent with a number that is not finite</source>
        <translation>میں ایسا لیٹنٹ ہے جس کا ایک عدد متناہی نہیں</translation>
    </message>
    <message>
        <source>has a layer without &apos;{0}&apos;</source>
        <translation>میں ایک تہہ بغیر &apos;{0}&apos; کے ہے</translation>
    </message>
    <message>
        <source>has a litter that is older than its parents</source>
        <translation>میں بچے اپنے والدین سے پرانے ہیں</translation>
    </message>
    <message>
        <source>has a litter without parents</source>
        <translation>میں بچے بغیر والدین کے ہیں</translation>
    </message>
    <message>
        <source>has a map that is looked at from nowhere</source>
        <translation>میں ایسا نقشہ ہے جو کہیں سے نہیں دیکھا جاتا</translation>
    </message>
    <message>
        <source>has a name that is missing or too long</source>
        <translation>میں ایک نام نہیں ہے یا بہت لمبا ہے</translation>
    </message>
    <message>
        <source>has a vector that is not base64 of 32-bit numbers</source>
        <translation>میں ویکٹر 32 بٹ اعداد کا base64 نہیں</translation>
    </message>
    <message>
        <source>has a vector with a number that is not finite</source>
        <translation>میں ایسا ویکٹر ہے جس کا ایک عدد متناہی نہیں</translation>
    </message>
    <message>
        <source>has figures that were measured by {0}, which this version does not know</source>
        <translation>میں ایسے اعداد ہیں جنھیں {0} نے ناپا، جسے یہ ورژن نہیں جانتا</translation>
    </message>
    <message>
        <source>has keys that this version does not know: {0}</source>
        <translation>میں ایسی کلیدیں ہیں جو یہ ورژن نہیں جانتا: {0}</translation>
    </message>
    <message>
        <source>has no &apos;{0}{1}&apos;</source>
        <translation>میں &apos;{0}{1}&apos; نہیں</translation>
    </message>
    <message>
        <source>has no list of at most {0}</source>
        <translation>میں زیادہ سے زیادہ {0} کی فہرست نہیں</translation>
    </message>
    <message>
        <source>has no schema</source>
        <translation>میں اسکیما نہیں</translation>
    </message>
    <message>
        <source>has no style layers</source>
        <translation>میں انداز کی تہیں نہیں</translation>
    </message>
    <message>
        <source>has no title that can be shown</source>
        <translation>میں کوئی عنوان نہیں جو دکھایا جا سکے</translation>
    </message>
    <message>
        <source>has only one of &apos;style_size&apos; and &apos;style_layers&apos;</source>
        <translation>میں &apos;style_size&apos; اور &apos;style_layers&apos; میں سے صرف ایک ہے</translation>
    </message>
    <message>
        <source>has the kind {0}, which this version does not know</source>
        <translation>کی قسم {0} ہے، جسے یہ ورژن نہیں جانتا</translation>
    </message>
    <message>
        <source>has the schema {0}, and this version knows {1}</source>
        <translation>کا اسکیما {0} ہے، اور یہ ورژن {1} جانتا ہے</translation>
    </message>
    <message>
        <source>has the schema {0}, which never was</source>
        <translation>کا اسکیما {0} ہے، جو کبھی تھا ہی نہیں</translation>
    </message>
    <message>
        <source>has the {0} {1}, which there is not</source>
        <translation>میں {0} کی قدر {1} ہے، جو ہوتی ہی نہیں</translation>
    </message>
    <message>
        <source>has too many layers</source>
        <translation>میں بہت زیادہ تہیں ہیں</translation>
    </message>
    <message>
        <source>has too many spaces</source>
        <translation>میں بہت زیادہ فضائیں ہیں</translation>
    </message>
    <message>
        <source>has two favourites of one id</source>
        <translation>میں ایک ہی شناخت کے دو پسندیدہ ہیں</translation>
    </message>
    <message>
        <source>has two layers of one id</source>
        <translation>میں ایک ہی شناخت کی دو تہیں ہیں</translation>
    </message>
    <message>
        <source>has {0} {1}, which is none of {2}</source>
        <translation>میں {0} کی قدر {1} ہے، جو ان میں سے کوئی نہیں: {2}</translation>
    </message>
    <message>
        <source>holds a number that is too large</source>
        <translation>میں ایک عدد بہت بڑا ہے</translation>
    </message>
    <message>
        <source>holds the number {0}</source>
        <translation>میں عدد {0} ہے</translation>
    </message>
    <message>
        <source>is larger than {0} pixels</source>
        <translation>‏{0} پکسل سے بڑا ہے</translation>
    </message>
    <message>
        <source>is nested too deeply</source>
        <translation>بہت گہرا تہہ در تہہ ہے</translation>
    </message>
    <message>
        <source>is no timeline</source>
        <translation>ٹائم لائن نہیں</translation>
    </message>
    <message>
        <source>is not a JSON object</source>
        <translation>‏JSON آبجیکٹ نہیں</translation>
    </message>
    <message>
        <source>is not valid JSON: {0}</source>
        <translation>درست JSON نہیں: {0}</translation>
    </message>
    <message>
        <source>is too large</source>
        <translation>بہت بڑا ہے</translation>
    </message>
    <message>
        <source>is {0} characters long; the limit is {1}</source>
        <translation>‏{0} حروف لمبا ہے؛ حد {1} ہے</translation>
    </message>
    <message>
        <source>its list of layers declares a document type, which is refused</source>
        <translation>اس کی تہوں کی فہرست دستاویز کی قسم بتاتی ہے، جو قبول نہیں</translation>
    </message>
    <message>
        <source>its list of layers has a &apos;{0}&apos; of {1}</source>
        <translation>اس کی تہوں کی فہرست میں &apos;{0}&apos; کی قدر {1} ہے</translation>
    </message>
    <message>
        <source>its list of layers has a &apos;{0}&apos; that is no number</source>
        <translation>اس کی تہوں کی فہرست میں ایک &apos;{0}&apos; عدد نہیں</translation>
    </message>
    <message>
        <source>its list of layers has a layer without a picture</source>
        <translation>اس کی تہوں کی فہرست میں ایک تہہ بغیر تصویر کے ہے</translation>
    </message>
    <message>
        <source>its list of layers has no image in it</source>
        <translation>اس کی تہوں کی فہرست میں کوئی تصویر نہیں</translation>
    </message>
    <message>
        <source>its list of layers has too many parts</source>
        <translation>اس کی تہوں کی فہرست میں بہت زیادہ حصے ہیں</translation>
    </message>
    <message>
        <source>its list of layers is no sound XML (line {0})</source>
        <translation>اس کی تہوں کی فہرست درست XML نہیں (سطر {0})</translation>
    </message>
    <message>
        <source>its list of layers is too long</source>
        <translation>اس کی تہوں کی فہرست بہت لمبی ہے</translation>
    </message>
    <message>
        <source>pinxit-train wrote no style card; try again.</source>
        <translation>‏pinxit-train نے انداز کا کوئی کارڈ نہیں لکھا؛ دوبارہ کوشش کریں۔</translation>
    </message>
    <message>
        <source>says what cannot be: {0}</source>
        <translation>ایسی بات کہتا ہے جو ہو نہیں سکتی: {0}</translation>
    </message>
    <message>
        <source>was made by a newer Pinxit (schema {0}); update Pinxit</source>
        <translation>نئے Pinxit نے بنایا ہے (اسکیما {0})؛ Pinxit کو اپ ڈیٹ کریں</translation>
    </message>
    <message>
        <source>was made by a newer Pinxit (schema {0}); update Pinxit to use it</source>
        <translation>نئے Pinxit نے بنایا ہے (اسکیما {0})؛ استعمال کے لیے Pinxit کو اپ ڈیٹ کریں</translation>
    </message>
    <message>
        <source>{0} cannot be opened: {1}.</source>
        <translation>‏{0} نہیں کھل سکتی: {1}۔</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}); check its permissions.</source>
        <translation>‏{0} پڑھی نہیں جا سکتی ({1})؛ اس کی اجازتیں جانچیں۔</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}); check the file.</source>
        <translation>‏{0} پڑھی نہیں جا سکتی ({1})؛ فائل جانچیں۔</translation>
    </message>
    <message>
        <source>{0} cannot be read any further.</source>
        <translation>‏{0} آگے پڑھی نہیں جا سکتی۔</translation>
    </message>
    <message>
        <source>{0} cannot be read in 16 bits.</source>
        <translation>‏{0} کو 16 بٹ میں نہیں پڑھا جا سکتا۔</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>‏{0} پڑھی نہیں جا سکتی: {1}۔</translation>
    </message>
    <message>
        <source>{0} cannot be recovered: a part of it was never written.</source>
        <translation>‏{0} بحال نہیں ہو سکتی: اس کا ایک حصہ لکھا ہی نہیں گیا تھا۔</translation>
    </message>
    <message>
        <source>{0} cannot be removed ({1}); check its permissions.</source>
        <translation>‏{0} ہٹائی نہیں جا سکتی ({1})؛ اس کی اجازتیں جانچیں۔</translation>
    </message>
    <message>
        <source>{0} cannot be written to {1} ({2}); check the folder.</source>
        <translation>‏{0} کو {1} میں نہیں لکھا جا سکتا ({2})؛ فولڈر جانچیں۔</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} takes at most {2} pixels a side and the frames have {3} × {4}; write a folder of pictures, or smaller ones.</source>
        <translation>‏{0} نہیں لکھی جا سکتی: {1} کی ہر طرف زیادہ سے زیادہ {2} پکسل ہو سکتی ہے اور فریم {3} × {4} ہیں؛ تصویروں کا فولڈر لکھیں، یا چھوٹے فریم۔</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1} takes at most {2} pixels a side and the picture has {3} × {4}; use .png or .tif.</source>
        <translation>‏{0} نہیں لکھی جا سکتی: {1} کی ہر طرف زیادہ سے زیادہ {2} پکسل ہو سکتی ہے اور تصویر {3} × {4} ہے؛ ‎.png یا ‎.tif استعمال کریں۔</translation>
    </message>
    <message>
        <source>{0} cannot hold 16 bits a channel; use .png or .tif.</source>
        <translation>‏{0} میں فی چینل 16 بٹ نہیں آ سکتے؛ ‎.png یا ‎.tif استعمال کریں۔</translation>
    </message>
    <message>
        <source>{0} cannot hold printing inks (CMYK); use .jpg or .tif.</source>
        <translation>‏{0} میں چھپائی کی سیاہیاں (CMYK) نہیں آ سکتیں؛ ‎.jpg یا ‎.tif استعمال کریں۔</translation>
    </message>
    <message>
        <source>{0} cannot look at parts of a picture; export it anew with pinxit-train, or paint without regions.</source>
        <translation>‏{0} تصویر کے حصوں کو الگ نہیں دیکھ سکتا؛ اسے pinxit-train سے دوبارہ برآمد کریں، یا علاقوں کے بغیر رنگیں۔</translation>
    </message>
    <message>
        <source>{0} carries more text than a style card may; get it again.</source>
        <translation>‏{0} میں انداز کے کارڈ کی حد سے زیادہ متن ہے؛ اسے دوبارہ لیں۔</translation>
    </message>
    <message>
        <source>{0} computed an output {1} of the shape {2} where {3} belongs; the model is damaged, export it anew.</source>
        <translation>‏{0} نے نتیجہ {1} شکل {2} میں نکالا جبکہ شکل {3} ہونی چاہیے تھی؛ ماڈل خراب ہے، اسے دوبارہ برآمد کریں۔</translation>
    </message>
    <message>
        <source>{0} computed values that are no numbers; the model is damaged, export it anew.</source>
        <translation>‏{0} نے ایسی قدریں نکالیں جو عدد نہیں؛ ماڈل خراب ہے، اسے دوبارہ برآمد کریں۔</translation>
    </message>
    <message>
        <source>{0} could not be started: {1}.</source>
        <translation>‏{0} شروع نہیں ہو سکا: {1}۔</translation>
    </message>
    <message>
        <source>{0} could not be written as {1}: {2}.</source>
        <translation>‏{0} کو {1} کے طور پر نہیں لکھا جا سکا: {2}۔</translation>
    </message>
    <message>
        <source>{0} could not be written: the disk is full.</source>
        <translation>‏{0} نہیں لکھی جا سکی: ڈسک بھر گئی ہے۔</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}.</source>
        <translation>‏{0} نہیں لکھی جا سکی: {1}۔</translation>
    </message>
    <message>
        <source>{0} does not exist.</source>
        <translation>‏{0} موجود نہیں۔</translation>
    </message>
    <message>
        <source>{0} does not fit in memory ({1} × {2} pixels).</source>
        <translation>‏{0} میموری میں نہیں سماتی ({1} × {2} پکسل)۔</translation>
    </message>
    <message>
        <source>{0} does not say of which one latent it was made; name a seed, a sample of Pinxit or a latent file.</source>
        <translation>‏{0} نہیں بتاتی کہ وہ کس ایک لیٹنٹ سے بنی؛ کوئی بیج، Pinxit کا نمونہ یا لیٹنٹ فائل بتائیں۔</translation>
    </message>
    <message>
        <source>{0} does not say of which timeline it was made; name a timeline that was saved.</source>
        <translation>‏{0} نہیں بتاتی کہ وہ کس ٹائم لائن سے بنی؛ کوئی محفوظ ٹائم لائن بتائیں۔</translation>
    </message>
    <message>
        <source>{0} exists and is not an empty folder; name a new one.</source>
        <translation>‏{0} موجود ہے اور خالی فولڈر نہیں؛ نیا نام دیں۔</translation>
    </message>
    <message>
        <source>{0} failed while it ran on the {1}; try a smaller picture, or the provider cpu if this is another.</source>
        <translation>‏{0} {1} پر چلتے ہوئے ناکام ہوا؛ چھوٹی تصویر آزمائیں، یا اگر یہ کوئی اور ہے تو cpu پر چلائیں۔</translation>
    </message>
    <message>
        <source>{0} films {1}; choose that generator first, and open it once more.</source>
        <translation>‏{0} میں {1} کی فلم ہے؛ پہلے وہ جنریٹر چنیں، اور اسے ایک بار پھر کھولیں۔</translation>
    </message>
    <message>
        <source>{0} has a layer of a kind that this Pinxit does not know; update Pinxit.</source>
        <translation>‏{0} میں ایسی قسم کی تہہ ہے جسے یہ Pinxit نہیں جانتا؛ Pinxit کو اپ ڈیٹ کریں۔</translation>
    </message>
    <message>
        <source>{0} has no Pinxit model card, so what it does is unknown; export it with pinxit-train export.</source>
        <translation>‏{0} میں Pinxit کا ماڈل کارڈ نہیں، اس لیے معلوم نہیں وہ کیا کرتا ہے؛ اسے pinxit-train export سے برآمد کریں۔</translation>
    </message>
    <message>
        <source>{0} has no frame that can be read; it may be damaged.</source>
        <translation>‏{0} میں کوئی فریم نہیں جو پڑھا جا سکے؛ شاید وہ خراب ہے۔</translation>
    </message>
    <message>
        <source>{0} has no place for this picture: its latent is another generator&apos;s.</source>
        <translation>‏{0} میں اس تصویر کی جگہ نہیں: اس کا لیٹنٹ کسی اور جنریٹر کا ہے۔</translation>
    </message>
    <message>
        <source>{0} has no place for this stamp: its latents are another generator&apos;s.</source>
        <translation>‏{0} میں اس مہر کی جگہ نہیں: اس کے لیٹنٹ کسی اور جنریٹر کے ہیں۔</translation>
    </message>
    <message>
        <source>{0} has no profile of printing inks (CMYK) to be written in; choose another profile.</source>
        <translation>‏{0} کے لیے چھپائی کی سیاہیوں (CMYK) کا کوئی پروفائل نہیں؛ دوسرا پروفائل چنیں۔</translation>
    </message>
    <message>
        <source>{0} has no suffix of a film that Pinxit writes; use .mp4, .webm, .gif or .webp, or none for a folder of PNG pictures.</source>
        <translation>‏{0} کا لاحقہ کسی فلم کا نہیں جو Pinxit لکھتا ہو؛ ‎.mp4، ‎.webm، ‎.gif یا ‎.webp استعمال کریں، یا PNG تصویروں کے فولڈر کے لیے کوئی نہیں۔</translation>
    </message>
    <message>
        <source>{0} has no suffix of a picture that Pinxit writes; use .png, .jpg, .tif, .webp or .avif.</source>
        <translation>‏{0} کا لاحقہ کسی تصویر کا نہیں جو Pinxit لکھتا ہو؛ ‎.png، ‎.jpg، ‎.tif، ‎.webp یا ‎.avif استعمال کریں۔</translation>
    </message>
    <message>
        <source>{0} has {1} model cards where one belongs; get it again from its author.</source>
        <translation>‏{0} میں {1} ماڈل کارڈ ہیں جہاں ایک ہونا چاہیے؛ اسے اس کے بنانے والے سے دوبارہ لیں۔</translation>
    </message>
    <message>
        <source>{0} has {1} style layers and was given {2} weights.</source>
        <translation>‏{0} میں انداز کی {1} تہیں ہیں اور اسے {2} وزن دیے گئے۔</translation>
    </message>
    <message>
        <source>{0} holds no latent that Pinxit can read; write it anew with pinxit project.</source>
        <translation>‏{0} میں کوئی لیٹنٹ نہیں جو Pinxit پڑھ سکے؛ اسے pinxit project سے دوبارہ لکھیں۔</translation>
    </message>
    <message>
        <source>{0} holds no moving pictures; name a film.</source>
        <translation>‏{0} میں چلتی تصویریں نہیں؛ کوئی فلم بتائیں۔</translation>
    </message>
    <message>
        <source>{0} holds no projector, so photos cannot be taken into it; export its run anew with pinxit-train export.</source>
        <translation>‏{0} میں پروجیکٹر نہیں، اس لیے فوٹو اس میں نہیں لی جا سکتی؛ اس کی تربیت pinxit-train export سے دوبارہ برآمد کریں۔</translation>
    </message>
    <message>
        <source>{0} is a damaged run of the optimizer; start the run again.</source>
        <translation>‏{0} آپٹیمائزر کا خراب عمل ہے؛ عمل دوبارہ شروع کریں۔</translation>
    </message>
    <message>
        <source>{0} is a folder; name a file in it.</source>
        <translation>‏{0} فولڈر ہے؛ اس میں کوئی فائل بتائیں۔</translation>
    </message>
    <message>
        <source>{0} is a folder; name a picture in it.</source>
        <translation>‏{0} فولڈر ہے؛ اس میں کوئی تصویر بتائیں۔</translation>
    </message>
    <message>
        <source>{0} is a picture but no brush card: it carries no brush.</source>
        <translation>‏{0} تصویر ہے مگر برش کارڈ نہیں: اس میں کوئی برش نہیں۔</translation>
    </message>
    <message>
        <source>{0} is a picture but no style card: it carries no style; make one with pinxit-train add-style.</source>
        <translation>‏{0} تصویر ہے مگر انداز کا کارڈ نہیں: اس میں کوئی انداز نہیں؛ pinxit-train add-style سے بنائیں۔</translation>
    </message>
    <message>
        <source>{0} is a zip archive but no project of Pinxit and no OpenRaster file.</source>
        <translation>‏{0} زپ آرکائیو ہے مگر نہ Pinxit کا پراجیکٹ ہے نہ OpenRaster فائل۔</translation>
    </message>
    <message>
        <source>{0} is damaged or incomplete and cannot be opened.</source>
        <translation>‏{0} خراب یا نامکمل ہے اور نہیں کھل سکتی۔</translation>
    </message>
    <message>
        <source>{0} is damaged.</source>
        <translation>‏{0} خراب ہے۔</translation>
    </message>
    <message>
        <source>{0} is damaged: a picture in it is not of the kind that it should be.</source>
        <translation>‏{0} خراب ہے: اس کی ایک تصویر اس قسم کی نہیں جیسی ہونی چاہیے۔</translation>
    </message>
    <message>
        <source>{0} is damaged: its layers do not fit one another.</source>
        <translation>‏{0} خراب ہے: اس کی تہیں ایک دوسرے سے میل نہیں کھاتیں۔</translation>
    </message>
    <message>
        <source>{0} is damaged: what it says of its layers makes no sense.</source>
        <translation>‏{0} خراب ہے: وہ اپنی تہوں کے بارے میں جو کہتی ہے بے معنی ہے۔</translation>
    </message>
    <message>
        <source>{0} is damaged: {1} in it is no sound picture.</source>
        <translation>‏{0} خراب ہے: اس میں {1} درست تصویر نہیں۔</translation>
    </message>
    <message>
        <source>{0} is empty (0 bytes).</source>
        <translation>‏{0} خالی ہے (0 بائٹ)۔</translation>
    </message>
    <message>
        <source>{0} is incomplete: {1} is missing in it.</source>
        <translation>‏{0} نامکمل ہے: اس میں {1} نہیں ہے۔</translation>
    </message>
    <message>
        <source>{0} is larger than {1} MB; that is no brush card.</source>
        <translation>‏{0} ‏{1} MB سے بڑی ہے؛ یہ برش کارڈ نہیں۔</translation>
    </message>
    <message>
        <source>{0} is larger than {1} MB; that is no style card.</source>
        <translation>‏{0} ‏{1} MB سے بڑی ہے؛ یہ انداز کا کارڈ نہیں۔</translation>
    </message>
    <message>
        <source>{0} is no project file, or it is incomplete.</source>
        <translation>‏{0} پراجیکٹ فائل نہیں، یا وہ نامکمل ہے۔</translation>
    </message>
    <message>
        <source>{0} is no run folder: it has no readable config.json.</source>
        <translation>‏{0} تربیت کا فولڈر نہیں: اس میں پڑھنے کے قابل config.json نہیں۔</translation>
    </message>
    <message>
        <source>{0} is no run folder: its config.json holds no configuration.</source>
        <translation>‏{0} تربیت کا فولڈر نہیں: اس کی config.json میں ترتیبات نہیں۔</translation>
    </message>
    <message>
        <source>{0} is no timeline that Pinxit can read: it {1}.</source>
        <translation>‏{0} ایسی ٹائم لائن نہیں جو Pinxit پڑھ سکے: یہ {1}۔</translation>
    </message>
    <message>
        <source>{0} is no timeline: it is not text.</source>
        <translation>‏{0} ٹائم لائن نہیں: وہ متن نہیں۔</translation>
    </message>
    <message>
        <source>{0} is not a PNG picture, or it is damaged.</source>
        <translation>‏{0} ‏PNG تصویر نہیں، یا خراب ہے۔</translation>
    </message>
    <message>
        <source>{0} is not a PNG picture, or it is damaged; choose a style card.</source>
        <translation>‏{0} ‏PNG تصویر نہیں، یا خراب ہے؛ انداز کا کارڈ چنیں۔</translation>
    </message>
    <message>
        <source>{0} is not a file; name a model file that ends in .onnx.</source>
        <translation>‏{0} فائل نہیں؛ ‎.onnx پر ختم ہونے والی ماڈل فائل بتائیں۔</translation>
    </message>
    <message>
        <source>{0} is not a film that Pinxit can read.</source>
        <translation>‏{0} ایسی فلم نہیں جو Pinxit پڑھ سکے۔</translation>
    </message>
    <message>
        <source>{0} is not a model that this onnxruntime can run; export it anew or update Pinxit.</source>
        <translation>‏{0} ایسا ماڈل نہیں جسے یہ onnxruntime چلا سکے؛ اسے دوبارہ برآمد کریں یا Pinxit کو اپ ڈیٹ کریں۔</translation>
    </message>
    <message>
        <source>{0} is not a picture that Pinxit can read (PNG, JPEG, TIFF, WebP, GIF, BMP).</source>
        <translation>‏{0} ایسی تصویر نہیں جو Pinxit پڑھ سکے (PNG، JPEG، TIFF، WebP، GIF، BMP)۔</translation>
    </message>
    <message>
        <source>{0} is not a saved run of the optimizer; start the run again.</source>
        <translation>‏{0} آپٹیمائزر کا محفوظ عمل نہیں؛ عمل دوبارہ شروع کریں۔</translation>
    </message>
    <message>
        <source>{0} is not an ONNX model file, or it is damaged; choose a model that Pinxit exported.</source>
        <translation>‏{0} ‏ONNX ماڈل فائل نہیں، یا خراب ہے؛ ایسا ماڈل چنیں جو Pinxit نے برآمد کیا ہو۔</translation>
    </message>
    <message>
        <source>{0} is not installed here, and this needs it: pip install &apos;pinxit[training]&apos;, then try again.</source>
        <translation>‏{0} یہاں نصب نہیں، اور اس کے لیے ضروری ہے: pip install &apos;pinxit[training]&apos;، پھر دوبارہ کوشش کریں۔</translation>
    </message>
    <message>
        <source>{0} is not the photo that this was painted on, or it was changed since; choose the original.</source>
        <translation>‏{0} وہ فوٹو نہیں جس پر یہ رنگا گیا تھا، یا وہ بدل گئی ہے؛ اصل چنیں۔</translation>
    </message>
    <message>
        <source>{0} is of the kind {1}, which cannot be opened; update Pinxit.</source>
        <translation>‏{0} کی قسم {1} ہے، جو نہیں کھل سکتی؛ Pinxit کو اپ ڈیٹ کریں۔</translation>
    </message>
    <message>
        <source>{0} is packed in a way that Pinxit does not read.</source>
        <translation>‏{0} اس طرح بند کی گئی ہے کہ Pinxit اسے نہیں پڑھتا۔</translation>
    </message>
    <message>
        <source>{0} is refused: it claims to have more parts than any project has.</source>
        <translation>‏{0} قبول نہیں: وہ اتنے حصوں کا دعویٰ کرتی ہے جتنے کسی پراجیکٹ میں نہیں ہوتے۔</translation>
    </message>
    <message>
        <source>{0} is refused: unpacked it would not fit in memory.</source>
        <translation>‏{0} قبول نہیں: کھلنے پر وہ میموری میں نہیں سمائے گی۔</translation>
    </message>
    <message>
        <source>{0} is refused: {1} in it is larger than such a part can be.</source>
        <translation>‏{0} قبول نہیں: اس میں {1} اس سے بڑا ہے جتنا ایسا حصہ ہو سکتا ہے۔</translation>
    </message>
    <message>
        <source>{0} is too large for the memory that is left; close other programs or make it smaller.</source>
        <translation>‏{0} بچی ہوئی میموری کے لیے بہت بڑی ہے؛ دوسرے پروگرام بند کریں یا اسے چھوٹا کریں۔</translation>
    </message>
    <message>
        <source>{0} is too large: it has {1} × {2} pixels and at most {3} million can be opened.</source>
        <translation>‏{0} بہت بڑی ہے: وہ {1} × {2} پکسل ہے اور زیادہ سے زیادہ {3} ملین کھل سکتے ہیں۔</translation>
    </message>
    <message>
        <source>{0} is too large: it has {1} × {2} pixels and at most {3} million can be opened; make it smaller first.</source>
        <translation>‏{0} بہت بڑی ہے: وہ {1} × {2} پکسل ہے اور زیادہ سے زیادہ {3} ملین کھل سکتے ہیں؛ پہلے اسے چھوٹا کریں۔</translation>
    </message>
    <message>
        <source>{0} is too large: {1} in it has {2} × {3} pixels and at most {4} million can be opened.</source>
        <translation>‏{0} بہت بڑی ہے: اس میں {1} کے {2} × {3} پکسل ہیں اور زیادہ سے زیادہ {4} ملین کھل سکتے ہیں۔</translation>
    </message>
    <message>
        <source>{0} is {1} MB large; Pinxit opens model files of up to {2} MB.</source>
        <translation>‏{0} ‏{1} MB کی ہے؛ Pinxit ‏{2} MB تک کی ماڈل فائلیں کھولتا ہے۔</translation>
    </message>
    <message>
        <source>{0} is {1}, not {2}; choose another file.</source>
        <translation>‏{0} {1} ہے، {2} نہیں؛ دوسری فائل چنیں۔</translation>
    </message>
    <message>
        <source>{0} is {1}x{2} pixels large; a style card has at most {3} in each direction.</source>
        <translation>‏{0} ‏{1}x{2} پکسل ہے؛ انداز کا کارڈ ہر طرف زیادہ سے زیادہ {3} ہوتا ہے۔</translation>
    </message>
    <message>
        <source>{0} keeps its weights in another file, which Pinxit does not open; save it as a single ONNX file.</source>
        <translation>‏{0} اپنے وزن دوسری فائل میں رکھتی ہے، جسے Pinxit نہیں کھولتا؛ اسے ایک ہی ONNX فائل کے طور پر محفوظ کریں۔</translation>
    </message>
    <message>
        <source>{0} may not be read: permission denied.</source>
        <translation>‏{0} پڑھی نہیں جا سکتی: اجازت نہیں۔</translation>
    </message>
    <message>
        <source>{0} may not be written: permission denied.</source>
        <translation>‏{0} لکھی نہیں جا سکتی: اجازت نہیں۔</translation>
    </message>
    <message>
        <source>{0} needs a {1} of {2} finite numbers and was given an array of shape {3}; use styles that were made for this network.</source>
        <translation>‏{0} کو {2} متناہی اعداد کا {1} چاہیے اور اسے {3} شکل کی صف دی گئی؛ ایسے انداز لیں جو اسی نیٹ ورک کے لیے بنے ہوں۔</translation>
    </message>
    <message>
        <source>{0} needs an image of shape (1, 3, H, W) with H and W multiples of {1}, not {2}; use prepare().</source>
        <translation>‏{0} کو (1, 3, H, W) شکل کی تصویر چاہیے جس میں H اور W ‏{1} کے مضرب ہوں، {2} نہیں؛ prepare() استعمال کریں۔</translation>
    </message>
    <message>
        <source>{0} needs latents of {1} finite numbers each and was given an array of shape {2}; draw them for this generator.</source>
        <translation>‏{0} کو {1} متناہی اعداد کے لیٹنٹ چاہییں اور اسے {2} شکل کی صف دی گئی؛ انھیں اسی جنریٹر کے لیے نکالیں۔</translation>
    </message>
    <message>
        <source>{0} needs latents of {1} numbers each and was given an array of shape {2}; draw them for this generator.</source>
        <translation>‏{0} کو {1} اعداد کے لیٹنٹ چاہییں اور اسے {2} شکل کی صف دی گئی؛ انھیں اسی جنریٹر کے لیے نکالیں۔</translation>
    </message>
    <message>
        <source>{0} needs {1} Gram matrices of its own style layers; take the style target with this model.</source>
        <translation>‏{0} کو اپنی انداز کی تہوں کے {1} گرام میٹرکس چاہییں؛ انداز کا ہدف اسی ماڈل سے لیں۔</translation>
    </message>
    <message>
        <source>{0} needs {1} styles of {2} finite numbers for each picture and was given an array of shape {3}; make them with its own map.</source>
        <translation>‏{0} کو ہر تصویر کے لیے {2} متناہی اعداد کے {1} انداز چاہییں اور اسے {3} شکل کی صف دی گئی؛ انھیں اسی کے map سے بنائیں۔</translation>
    </message>
    <message>
        <source>{0} projects pictures of {1}x{2} pixels, not of {3}x{4}; crop and resize it first.</source>
        <translation>‏{0} ‏{1}x{2} پکسل کی تصویریں لیتا ہے، {3}x{4} کی نہیں؛ پہلے کاٹیں اور چھوٹا بڑا کریں۔</translation>
    </message>
    <message>
        <source>{0} says it is of the kind &apos;{1}&apos;, but {2}; export it anew.</source>
        <translation>‏{0} کہتی ہے کہ اس کی قسم &apos;{1}&apos; ہے، مگر {2}؛ اسے دوبارہ برآمد کریں۔</translation>
    </message>
    <message>
        <source>{0} was given a content target of another size than the image; take both from pictures of one size with prepare() and content().</source>
        <translation>‏{0} کو مواد کا ہدف تصویر سے مختلف سائز کا دیا گیا؛ دونوں prepare() اور content() سے ایک ہی سائز کی تصویروں سے لیں۔</translation>
    </message>
    <message>
        <source>{0} was given a target of another size; use prepare().</source>
        <translation>‏{0} کو دوسرے سائز کا ہدف دیا گیا؛ prepare() استعمال کریں۔</translation>
    </message>
    <message>
        <source>{0} was laid on the canvas and is not beside the photo; put it there and try again.</source>
        <translation>‏{0} کینوس پر رکھی گئی تھی اور فوٹو کے ساتھ نہیں؛ اسے وہاں رکھیں اور دوبارہ کوشش کریں۔</translation>
    </message>
    <message>
        <source>{0} was made by a kind of training that this Pinxit does not know.</source>
        <translation>‏{0} ایسی قسم کی تربیت سے بنا ہے جسے یہ Pinxit نہیں جانتا۔</translation>
    </message>
    <message>
        <source>{0} was made by a newer Pinxit (model card schema {1}, this one reads up to {2}); update Pinxit to use it.</source>
        <translation>‏{0} نئے Pinxit نے بنایا ہے (ماڈل کارڈ اسکیما {1}، یہ {2} تک پڑھتا ہے)؛ استعمال کے لیے Pinxit کو اپ ڈیٹ کریں۔</translation>
    </message>
    <message>
        <source>{0} was made by a newer Pinxit (schema {1}); update Pinxit to open it.</source>
        <translation>‏{0} نئے Pinxit نے بنائی ہے (اسکیما {1})؛ کھولنے کے لیے Pinxit کو اپ ڈیٹ کریں۔</translation>
    </message>
    <message>
        <source>{0} was not written: a film needs at least one frame.</source>
        <translation>‏{0} نہیں لکھی گئی: فلم کو کم از کم ایک فریم چاہیے۔</translation>
    </message>
    <message>
        <source>{0} was saved by another version of Pinxit; start the run again.</source>
        <translation>‏{0} کسی اور ورژن کے Pinxit نے محفوظ کی تھی؛ عمل دوبارہ شروع کریں۔</translation>
    </message>
    <message>
        <source>{0} {1} and cannot be removed; only what was added can be.</source>
        <translation>‏{0} {1} اور ہٹائی نہیں جا سکتی؛ صرف وہی ہٹ سکتا ہے جو شامل کیا گیا ہو۔</translation>
    </message>
    <message>
        <source>Turn the view</source>
        <translation>منظر گھمائیں</translation>
    </message>
    <message>
        <source>Middle button</source>
        <translation>درمیانی بٹن</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>‏Shift + گھسیٹیں</translation>
    </message>
    <message>
        <source>Brush size and hardness</source>
        <translation>برش کا سائز اور سختی</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>‏Shift + کلک</translation>
    </message>
    <message>
        <source>A straight line from the last stroke</source>
        <translation>پچھلے اسٹروک سے سیدھی لکیر</translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation>‏Ctrl + پہیہ</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>برش کا سائز</translation>
    </message>
    <message>
        <source>Shift / Alt + drag</source>
        <translation>‏Shift / Alt + گھسیٹیں</translation>
    </message>
    <message>
        <source>Add to the selection, take away from it</source>
        <translation>انتخاب میں شامل کریں، یا اس سے نکالیں</translation>
    </message>
    <message>
        <source>Alt + drag a gradient</source>
        <translation>‏Alt + گریڈیئنٹ گھسیٹیں</translation>
    </message>
    <message>
        <source>Take paint off</source>
        <translation>رنگ اتاریں</translation>
    </message>
    <message>
        <source>Hold C</source>
        <translation>‏C دبائے رکھیں</translation>
    </message>
    <message>
        <source>See the photo as it was</source>
        <translation>فوٹو کو پہلی حالت میں دیکھیں</translation>
    </message>
    <message>
        <source>Alt + click</source>
        <translation>‏Alt + کلک</translation>
    </message>
    <message>
        <source>Pick the style; the colour on a paint layer</source>
        <translation>انداز اٹھائیں؛ رنگ کی تہہ پر رنگ</translation>
    </message>
    <message>
        <source>Ctrl + click a style</source>
        <translation>‏Ctrl + کسی انداز پر کلک</translation>
    </message>
    <message>
        <source>Take it as style B</source>
        <translation>اسے انداز B کے طور پر لیں</translation>
    </message>
    <message>
        <source>Double-click a slider</source>
        <translation>سلائیڈر پر ڈبل کلک</translation>
    </message>
    <message>
        <source>Type a number</source>
        <translation>عدد لکھیں</translation>
    </message>
    <message>
        <source>Drag the map&apos;s pin</source>
        <translation>نقشے کی پن گھسیٹیں</translation>
    </message>
    <message>
        <source>The picture follows</source>
        <translation>تصویر ساتھ چلتی ہے</translation>
    </message>
    <message>
        <source>Ctrl + click a child</source>
        <translation>اولاد پر Ctrl + کلک</translation>
    </message>
    <message>
        <source>Breed it with others</source>
        <translation>اسے دوسروں سے ملائیں</translation>
    </message>
    <message>
        <source>As the photo</source>
        <translation>فوٹو کی طرح</translation>
    </message>
    <message>
        <source>sRGB</source>
        <translation>sRGB</translation>
    </message>
    <message>
        <source>Display P3</source>
        <translation>Display P3</translation>
    </message>
    <message>
        <source>Adobe RGB</source>
        <translation>Adobe RGB</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>معمول</translation>
    </message>
    <message>
        <source>Darken</source>
        <translation>گہرا کریں</translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation>ضرب</translation>
    </message>
    <message>
        <source>Colour burn</source>
        <translation>رنگ گہرا</translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation>ہلکا کریں</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>پردہ</translation>
    </message>
    <message>
        <source>Colour dodge</source>
        <translation>رنگ ہلکا</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>غلاف</translation>
    </message>
    <message>
        <source>Soft light</source>
        <translation>نرم روشنی</translation>
    </message>
    <message>
        <source>Hard light</source>
        <translation>تیز روشنی</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>فرق</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>رنگت</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>سیری</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>رنگ</translation>
    </message>
    <message>
        <source>Luminosity</source>
        <translation>تابانی</translation>
    </message>
    <message>
        <source>Set a keyframe</source>
        <translation>کلیدی فریم لگانا</translation>
    </message>
    <message>
        <source>Set a keyframe of the style</source>
        <translation>انداز کا کلیدی فریم لگانا</translation>
    </message>
    <message>
        <source>Delete a keyframe</source>
        <translation>کلیدی فریم مٹانا</translation>
    </message>
    <message>
        <source>Clear the timeline</source>
        <translation>ٹائم لائن خالی کریں</translation>
    </message>
    <message>
        <source>Open a timeline</source>
        <translation>ٹائم لائن کھولیں</translation>
    </message>
    <message>
        <source>Move a keyframe</source>
        <translation>کلیدی فریم سرکانا</translation>
    </message>
    <message>
        <source>Ease a keyframe</source>
        <translation>کلیدی فریم کی رفتار بدلنا</translation>
    </message>
    <message>
        <source>Interpolate otherwise</source>
        <translation>راستہ بدلنا</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>چکر</translation>
    </message>
    <message>
        <source>Length of the film</source>
        <translation>فلم کی لمبائی</translation>
    </message>
    <message>
        <source>Record what I did</source>
        <translation>جو میں نے کیا وہ ریکارڈ کریں</translation>
    </message>
    <message>
        <source>Your work is not kept safe meanwhile, save it yourself: {reason}</source>
        <translation>اس دوران آپ کا کام محفوظ نہیں رکھا جا رہا، خود محفوظ کریں: {reason}</translation>
    </message>
    <message>
        <source>Breed</source>
        <translation>نسل بڑھائیں</translation>
    </message>
    <message>
        <source>Child {number}</source>
        <translation>اولاد {number}</translation>
    </message>
    <message>
        <source>Breed again</source>
        <translation>پھر سے نسل بڑھائیں</translation>
    </message>
    <message>
        <source>Go back a generation</source>
        <translation>ایک نسل پیچھے جائیں</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>پہلے</translation>
    </message>
    <message>
        <source>After</source>
        <translation>بعد</translation>
    </message>
    <message>
        <source>{size:.0f} px · {hardness:.0%} hard</source>
        <translation>‏{size:.0f} px · سختی {hardness:.0%}</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>کینوس</translation>
    </message>
    <message>
        <source>Its strokes and layers are lost otherwise; an exported picture keeps only what they look like.</source>
        <translation>ورنہ اس کے اسٹروک اور تہیں ضائع ہو جائیں گی؛ برآمد شدہ تصویر میں صرف ان کی شکل رہتی ہے۔</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>محفوظ کریں</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>چھوڑ دیں</translation>
    </message>
    <message>
        <source>About Pinxit</source>
        <translation>‏Pinxit کے بارے میں</translation>
    </message>
    <message>
        <source>A desktop studio for neural painting. Everything runs on this computer; no picture leaves it.

Made with Qt (LGPL), onnxruntime, NumPy, SciPy, Pillow and PyAV.</source>
        <translation>نیورل مصوری کا اسٹوڈیو۔ سب کچھ اسی کمپیوٹر پر چلتا ہے؛ کوئی تصویر باہر نہیں جاتی۔

‏Qt (LGPL)، onnxruntime، NumPy، SciPy، Pillow اور PyAV سے بنایا گیا۔</translation>
    </message>
    <message>
        <source>from its source folder</source>
        <translation>ماخذ کے فولڈر سے</translation>
    </message>
    <message>
        <source>Save {name} as a project?</source>
        <translation>کیا {name} کو پراجیکٹ کے طور پر محفوظ کریں؟</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>نسخہ {version}</translation>
    </message>
    <message>
        <source>Lock a direction</source>
        <translation>سمت مقفل کریں</translation>
    </message>
    <message>
        <source>My direction</source>
        <translation>میری سمت</translation>
    </message>
    <message>
        <source>Make a direction</source>
        <translation>سمت بنائیں</translation>
    </message>
    <message>
        <source>Rename a direction</source>
        <translation>سمت کا نام بدلیں</translation>
    </message>
    <message>
        <source>Remove a direction</source>
        <translation>سمت ہٹائیں</translation>
    </message>
    <message>
        <source>Drag the picture from here to another program</source>
        <translation>تصویر کو یہاں سے کسی دوسرے پروگرام میں گھسیٹیں</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>تہہ</translation>
    </message>
    <message>
        <source>Only styles of the same style network can be mixed.</source>
        <translation>صرف ایک ہی نیٹ ورک کے انداز ملائے جا سکتے ہیں۔</translation>
    </message>
    <message>
        <source>The style of this {thing} is not on the shelf.</source>
        <translation>اس کا انداز شیلف پر نہیں ہے ({thing})۔</translation>
    </message>
    <message>
        <source>Children</source>
        <translation>اولاد</translation>
    </message>
    <message>
        <source>Click a child to take it in hand, Ctrl+click others to breed them with it</source>
        <translation>کسی اولاد پر کلک کر کے اسے ہاتھ میں لیں، دوسروں پر Ctrl+کلک سے انہیں اس کے ساتھ ملائیں</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>نسب</translation>
    </message>
    <message>
        <source>The parents of each generation; click one to go back there</source>
        <translation>ہر نسل کے والدین؛ کسی پر کلک کر کے وہاں واپس جائیں</translation>
    </message>
    <message>
        <source>Mutation</source>
        <translation>تبدیلی</translation>
    </message>
    <message>
        <source>How far children stray from their parents</source>
        <translation>اولاد اپنے والدین سے کتنی مختلف ہو</translation>
    </message>
    <message>
        <source>Breed the picture</source>
        <translation>تصویر کی نسل بڑھائیں</translation>
    </message>
    <message>
        <source>Children of the picture in hand</source>
        <translation>ہاتھ کی تصویر کی اولاد</translation>
    </message>
    <message>
        <source>Breed the chosen</source>
        <translation>چنے ہوؤں کی نسل بڑھائیں</translation>
    </message>
    <message>
        <source>The next generation, of the children that are marked</source>
        <translation>نشان زد اولاد سے اگلی نسل</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>دوسرے</translation>
    </message>
    <message>
        <source>Other children of the same parents</source>
        <translation>انہی والدین کی دوسری اولاد</translation>
    </message>
    <message>
        <source>Breed the picture in hand, or drop favourites here: each generation is a choice among twelve.</source>
        <translation>ہاتھ کی تصویر کی نسل بڑھائیں، یا پسندیدہ یہاں چھوڑیں: ہر نسل میں بارہ میں سے انتخاب ہے۔</translation>
    </message>
    <message>
        <source>Brushes</source>
        <translation>برش</translation>
    </message>
    <message>
        <source>In the middle of the map lie the styles of the shelf; around them and between them, their mixes.</source>
        <translation>نقشے کے بیچ میں شیلف کے انداز ہیں؛ ان کے گرد اور درمیان ان کے آمیزے۔</translation>
    </message>
    <message>
        <source>Painted on</source>
        <translation>کس پر رنگا جائے</translation>
    </message>
    <message>
        <source>What the brushes are tried on</source>
        <translation>برش کس پر آزمائے جائیں</translation>
    </message>
    <message>
        <source>Tried on the open photo</source>
        <translation>کھلی تصویر پر آزمائیں</translation>
    </message>
    <message>
        <source>Tried on the sample picture</source>
        <translation>نمونہ تصویر پر آزمائیں</translation>
    </message>
    <message>
        <source>How far the style goes</source>
        <translation>انداز کتنا گہرا ہو</translation>
    </message>
    <message>
        <source>Keep it as a brush</source>
        <translation>اسے برش کے طور پر رکھیں</translation>
    </message>
    <message>
        <source>Name of the brush</source>
        <translation>برش کا نام</translation>
    </message>
    <message>
        <source>What the brush is called on the shelf</source>
        <translation>شیلف پر برش کا نام</translation>
    </message>
    <message>
        <source>Onto the shelf</source>
        <translation>شیلف پر</translation>
    </message>
    <message>
        <source>Makes a style card of it, on the shelf and in your hand</source>
        <translation>اس سے انداز کا کارڈ بناتا ہے، شیلف پر اور آپ کے ہاتھ میں</translation>
    </message>
    <message>
        <source>From the photo to more than the full style; drag to choose</source>
        <translation>تصویر سے پورے انداز سے بھی آگے تک؛ چننے کے لیے گھسیٹیں</translation>
    </message>
    <message>
        <source>Save a latent file</source>
        <translation>لیٹنٹ فائل محفوظ کریں</translation>
    </message>
    <message>
        <source>Latent files</source>
        <translation>لیٹنٹ فائلیں</translation>
    </message>
    <message>
        <source>Saved {name}; drop it wherever a seed can be given.</source>
        <translation>{name} محفوظ ہو گئی؛ جہاں بیج دیا جا سکے وہاں اسے چھوڑیں۔</translation>
    </message>
    <message>
        <source>Both sides have the same middle, so no direction leads between them.</source>
        <translation>دونوں طرف کا وسط ایک ہی ہے، اس لیے ان کے درمیان کوئی سمت نہیں۔</translation>
    </message>
    <message>
        <source>New direction</source>
        <translation>نئی سمت</translation>
    </message>
    <message>
        <source>What it does, such as: redder</source>
        <translation>یہ کیا کرتی ہے، مثلاً: زیادہ سرخ</translation>
    </message>
    <message>
        <source>Name of the direction</source>
        <translation>سمت کا نام</translation>
    </message>
    <message>
        <source>What its slider is called</source>
        <translation>اس کے سلائیڈر کا نام</translation>
    </message>
    <message>
        <source>Less of these</source>
        <translation>ان میں سے کم</translation>
    </message>
    <message>
        <source>More of these</source>
        <translation>ان میں سے زیادہ</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>بنائیں</translation>
    </message>
    <message>
        <source>Adds a slider that leads from one side to the other</source>
        <translation>ایک سلائیڈر شامل کرتا ہے جو ایک طرف سے دوسری طرف لے جائے</translation>
    </message>
    <message>
        <source>Makes nothing</source>
        <translation>کچھ نہیں بناتا</translation>
    </message>
    <message>
        <source>Tick one or several favourites</source>
        <translation>ایک یا کئی پسندیدہ پر نشان لگائیں</translation>
    </message>
    <message>
        <source>From the most typical picture to the wildest; drag to choose</source>
        <translation>سب سے عام تصویر سے سب سے انوکھی تک؛ چننے کے لیے گھسیٹیں</translation>
    </message>
    <message>
        <source>Wander through the pictures of a generator</source>
        <translation>جنریٹر کی تصویروں میں گھومیں</translation>
    </message>
    <message>
        <source>Wander through styles: every place of the map is a brush</source>
        <translation>اندازوں میں گھومیں: نقشے کی ہر جگہ ایک برش ہے</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>نقشہ</translation>
    </message>
    <message>
        <source>Drag to wander, click to take a picture in hand, drag the pin to go smoothly</source>
        <translation>گھومنے کے لیے گھسیٹیں، تصویر ہاتھ میں لینے کے لیے کلک کریں، ہموار چلنے کے لیے پن گھسیٹیں</translation>
    </message>
    <message>
        <source>At {x}, {y}</source>
        <translation>{x}، {y} پر</translation>
    </message>
    <message>
        <source>The picture in hand</source>
        <translation>ہاتھ کی تصویر</translation>
    </message>
    <message>
        <source>Keeps the picture among the favourites</source>
        <translation>تصویر کو پسندیدہ میں رکھتا ہے</translation>
    </message>
    <message>
        <source>Random picture</source>
        <translation>اتفاقی تصویر</translation>
    </message>
    <message>
        <source>A picture nobody has seen; locked directions stay</source>
        <translation>ایسی تصویر جو کسی نے نہیں دیکھی؛ مقفل سمتیں قائم رہتی ہیں</translation>
    </message>
    <message>
        <source>To the pin</source>
        <translation>پن کی طرف</translation>
    </message>
    <message>
        <source>Shows where the picture in hand lies</source>
        <translation>دکھاتا ہے کہ ہاتھ کی تصویر کہاں ہے</translation>
    </message>
    <message>
        <source>Pictures between pictures</source>
        <translation>تصویروں کے درمیان تصویریں</translation>
    </message>
    <message>
        <source>More seeds at once</source>
        <translation>ایک ساتھ زیادہ بیج</translation>
    </message>
    <message>
        <source>An endless map to wander on</source>
        <translation>گھومنے کے لیے لامتناہی نقشہ</translation>
    </message>
    <message>
        <source>Pictures side by side</source>
        <translation>تصویریں ساتھ ساتھ</translation>
    </message>
    <message>
        <source>Choose parents, and let them have children</source>
        <translation>والدین چنیں اور ان کی اولاد دیکھیں</translation>
    </message>
    <message>
        <source>Click to go back to {end}; drop a favourite to put it there</source>
        <translation>{end} پر واپس جانے کے لیے کلک کریں؛ پسندیدہ کو وہاں رکھنے کے لیے چھوڑیں</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>پسندیدہ</translation>
    </message>
    <message>
        <source>Click to go to one, F2 to rename it, Del to remove it; drag it where it is wanted</source>
        <translation>کسی پر جانے کے لیے کلک، نام بدلنے کو F2، ہٹانے کو Del؛ جہاں چاہیے وہاں گھسیٹیں</translation>
    </message>
    <message>
        <source>Go to it</source>
        <translation>اس پر جائیں</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>نام بدلیں</translation>
    </message>
    <message>
        <source>Save it as a file…</source>
        <translation>فائل کے طور پر محفوظ کریں…</translation>
    </message>
    <message>
        <source>Keep what you like: favourites wait here, to be gone back to, bred and dragged anywhere</source>
        <translation>جو پسند آئے رکھ لیں: پسندیدہ یہاں رہتے ہیں، ان پر واپس جائیں، نسل بڑھائیں، کہیں بھی گھسیٹیں</translation>
    </message>
    <message>
        <source>Walk from it</source>
        <translation>یہاں سے چلیں</translation>
    </message>
    <message>
        <source>Walk to it</source>
        <translation>یہاں تک چلیں</translation>
    </message>
    <message>
        <source>Breed it</source>
        <translation>اس کی نسل بڑھائیں</translation>
    </message>
    <message>
        <source>Breed them</source>
        <translation>ان کی نسل بڑھائیں</translation>
    </message>
    <message>
        <source>All that the photo said</source>
        <translation>فوٹو کی سب معلومات</translation>
    </message>
    <message>
        <source>All but the place</source>
        <translation>مقام کے سوا سب</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>برآمد کریں</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>فائل کا نام</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>چنیں…</translation>
    </message>
    <message>
        <source>Another folder</source>
        <translation>کوئی اور فولڈر</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>معیار</translation>
    </message>
    <message>
        <source>Higher is larger; a WebP of 100 is lossless</source>
        <translation>زیادہ عدد، بڑی فائل؛ 100 پر WebP میں کچھ ضائع نہیں ہوتا</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>حصہ</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>سائز</translation>
    </message>
    <message>
        <source>How large</source>
        <translation>کتنی بڑی</translation>
    </message>
    <message>
        <source>Colour profile</source>
        <translation>رنگوں کا پروفائل</translation>
    </message>
    <message>
        <source>As the photo keeps all of the photo&apos;s colours where nothing is painted; sRGB is shown rightly everywhere</source>
        <translation>‏“فوٹو کی طرح” میں جہاں کچھ نہیں رنگا گیا وہاں فوٹو کے سب رنگ رہتے ہیں؛ sRGB ہر جگہ درست نظر آتا ہے</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>گہرائی</translation>
    </message>
    <message>
        <source>PNG and TIFF. Paint is made in 8 bits; a 16-bit photo keeps all of its levels where nothing is painted</source>
        <translation>‏PNG اور TIFF۔ رنگ 8 بٹ میں بنتا ہے؛ 16 بٹ فوٹو کے سب درجے وہاں رہتے ہیں جہاں کچھ نہیں رنگا گیا</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>معلومات</translation>
    </message>
    <message>
        <source>Camera, time and place of the photo</source>
        <translation>فوٹو کا کیمرا، وقت اور مقام</translation>
    </message>
    <message>
        <source>Put the recipe inside</source>
        <translation>ترکیب اندر شامل کریں</translation>
    </message>
    <message>
        <source>The strokes, styles and models that made the picture, so that it can be made again</source>
        <translation>وہ اسٹروک، انداز اور ماڈل جن سے تصویر بنی، تاکہ دوبارہ بنائی جا سکے</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>منسوخ کریں</translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation>برآمد کا فولڈر</translation>
    </message>
    <message>
        <source>The selection</source>
        <translation>انتخاب</translation>
    </message>
    <message>
        <source>Only the part inside the selection&apos;s frame</source>
        <translation>صرف انتخاب کے چوکھٹے کے اندر کا حصہ</translation>
    </message>
    <message>
        <source>Nothing is selected</source>
        <translation>کچھ منتخب نہیں</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>فیصد</translation>
    </message>
    <message>
        <source>Longest side</source>
        <translation>سب سے لمبا کنارہ</translation>
    </message>
    <message>
        <source>8 bits a channel</source>
        <translation>فی رنگ 8 بٹ</translation>
    </message>
    <message>
        <source>16 bits a channel</source>
        <translation>فی رنگ 16 بٹ</translation>
    </message>
    <message>
        <source>Export the painted picture</source>
        <translation>رنگی ہوئی تصویر برآمد کریں</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>بدل دیں</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>پروفائل</translation>
    </message>
    <message>
        <source>{name} is already there and will be replaced.</source>
        <translation>‏{name} پہلے سے موجود ہے اور بدل دی جائے گی۔</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>‏{width} × {height} پکسل</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>پراجیکٹ محفوظ کریں</translation>
    </message>
    <message>
        <source>Photos to paint as this one</source>
        <translation>فوٹو جو اسی طرح رنگی جائیں</translation>
    </message>
    <message>
        <source>Lay it on the canvas as a layer</source>
        <translation>اسے کینوس پر تہہ کے طور پر رکھیں</translation>
    </message>
    <message>
        <source>Open it instead</source>
        <translation>اس کے بجائے اسے کھولیں</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>پراجیکٹ</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>تصویریں</translation>
    </message>
    <message>
        <source>Pictures and projects</source>
        <translation>تصویریں اور پراجیکٹ</translation>
    </message>
    <message>
        <source>This installation has no sample picture; open a photo of your own.</source>
        <translation>اس تنصیب میں نمونے کی تصویر نہیں؛ اپنی کوئی فوٹو کھولیں۔</translation>
    </message>
    <message>
        <source>Folder for the painted photos</source>
        <translation>رنگی ہوئی فوٹو کا فولڈر</translation>
    </message>
    <message>
        <source>{name} painted</source>
        <translation>‏{name} رنگی ہوئی</translation>
    </message>
    <message>
        <source>Found: {name}</source>
        <translation>ملا: {name}</translation>
    </message>
    <message>
        <source>My style</source>
        <translation>میرا انداز</translation>
    </message>
    <message>
        <source>Fitting the brush {title}…</source>
        <translation>برش {title} بنایا جا رہا ہے…</translation>
    </message>
    <message>
        <source>The layer has its new picture.</source>
        <translation>تہہ کو نئی تصویر مل گئی۔</translation>
    </message>
    <message>
        <source>Take a picture of a generator in hand: other layers have no latent.</source>
        <translation>جنریٹر کی کوئی تصویر ہاتھ میں لیں: دوسری تہوں کا کوئی لیٹنٹ نہیں ہوتا۔</translation>
    </message>
    <message>
        <source>From the canvas</source>
        <translation>کینوس سے</translation>
    </message>
    <message>
        <source>{title} of {model}</source>
        <translation>{title}، {model} سے</translation>
    </message>
    <message>
        <source>The generator {name} that made this picture is not installed.</source>
        <translation>جس جنریٹر {name} نے یہ تصویر بنائی وہ نصب نہیں۔</translation>
    </message>
    <message>
        <source>The generator {name} is another one now: it has no place for this picture.</source>
        <translation>جنریٹر {name} اب کوئی اور ہے: اس میں اس تصویر کی جگہ نہیں۔</translation>
    </message>
    <message>
        <source>{share} from A to B</source>
        <translation>‏A سے B تک {share}</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>بیج {seed}</translation>
    </message>
    <message>
        <source>{name}, moved</source>
        <translation>‏{name}، سرکا ہوا</translation>
    </message>
    <message>
        <source>The picture lies on the canvas as a layer.</source>
        <translation>تصویر کینوس پر ایک تہہ کے طور پر رکھی ہے۔</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>کلپ بورڈ پر کوئی تصویر نہیں۔</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>چسپاں کی ہوئی تصویر</translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs or use a smaller picture.</source>
        <translation>اس کے لیے میموری کافی نہیں؛ دوسرے پروگرام بند کریں یا چھوٹی تصویر استعمال کریں۔</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({kind}: {error}); the log has the details.</source>
        <translation>کچھ غیر متوقع ہو گیا ({kind}: {error})؛ تفصیل لاگ میں ہے۔</translation>
    </message>
    <message>
        <source>{name} could not be used: {reason}.</source>
        <translation>‏{name} استعمال نہ ہو سکی: {reason}۔</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>فائل</translation>
    </message>
    <message>
        <source>Click or press Enter, then press the new keys; Esc leaves it as it is</source>
        <translation>کلک کریں یا Enter دبائیں، پھر نئی کلید دبائیں؛ Esc اسے ویسا ہی رہنے دیتا ہے</translation>
    </message>
    <message>
        <source>None</source>
        <translation>کوئی نہیں</translation>
    </message>
    <message>
        <source>Choose keys</source>
        <translation>کلیدیں چنیں</translation>
    </message>
    <message>
        <source>Search by name or key</source>
        <translation>نام یا کلید سے تلاش کریں</translation>
    </message>
    <message>
        <source>Shows only the commands whose name, purpose or key has this in it</source>
        <translation>صرف وہ کمانڈیں دکھاتا ہے جن کے نام، مقصد یا کلید میں یہ ہو</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>بحال کریں</translation>
    </message>
    <message>
        <source>Give this command the keys it came with</source>
        <translation>اس کمانڈ کو اس کی اصل کلیدیں دیں</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>سب بحال کریں</translation>
    </message>
    <message>
        <source>Give every command the keys it came with</source>
        <translation>ہر کمانڈ کو اس کی اصل کلیدیں دیں</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>بند کریں</translation>
    </message>
    <message>
        <source>Changes hold at once and are kept</source>
        <translation>تبدیلیاں فوراً لاگو ہوتی ہیں اور یاد رہتی ہیں</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>کمانڈیں</translation>
    </message>
    <message>
        <source>Mark a command, then give it keys below</source>
        <translation>کمانڈ پر نشان لگائیں، پھر نیچے اسے کلیدیں دیں</translation>
    </message>
    <message>
        <source>Take it from there</source>
        <translation>وہاں سے لے لیں</translation>
    </message>
    <message>
        <source>The other command loses this key</source>
        <translation>دوسری کمانڈ سے یہ کلید چھن جائے گی</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>رہنے دیں</translation>
    </message>
    <message>
        <source>Both stay as they are</source>
        <translation>دونوں ویسی ہی رہیں</translation>
    </message>
    <message>
        <source>{keys} is held to do something else: {name}.</source>
        <translation>‏{keys} کو دبائے رکھنا کچھ اور کرتا ہے: {name}۔</translation>
    </message>
    <message>
        <source>{keys} is taken: {name}.</source>
        <translation>‏{keys} پہلے سے لگی ہے: {name}۔</translation>
    </message>
    <message>
        <source>Press the new keys…</source>
        <translation>نئی کلید دبائیں…</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>کلید</translation>
    </message>
    <message>
        <source>Other key</source>
        <translation>دوسری کلید</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>کلید نہیں</translation>
    </message>
    <message>
        <source>Take this key away</source>
        <translation>یہ کلید ہٹا دیں</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>کمانڈ</translation>
    </message>
    <message>
        <source>Mouse and pen</source>
        <translation>ماؤس اور قلم</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>کلیدیں</translation>
    </message>
    <message>
        <source>Choose keys…</source>
        <translation>کلیدیں چنیں…</translation>
    </message>
    <message>
        <source>Back to the picture</source>
        <translation>تصویر پر واپس</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>زبان</translation>
    </message>
    <message>
        <source>Pinxit speaks it when it is opened the next time.</source>
        <translation>‏Pinxit اگلی بار کھلنے پر یہ زبان بولے گا۔</translation>
    </message>
    <message>
        <source>The choice is kept</source>
        <translation>انتخاب یاد رہے گا</translation>
    </message>
    <message>
        <source>As the system ({language})</source>
        <translation>سسٹم کے مطابق ({language})</translation>
    </message>
    <message>
        <source>No style is painted here.</source>
        <translation>یہاں کوئی انداز نہیں رنگا گیا۔</translation>
    </message>
    <message>
        <source>Filling…</source>
        <translation>بھرا جا رہا ہے…</translation>
    </message>
    <message>
        <source>Clearing…</source>
        <translation>صاف کیا جا رہا ہے…</translation>
    </message>
    <message>
        <source>Painting the gradient…</source>
        <translation>تدریج رنگی جا رہی ہے…</translation>
    </message>
    <message>
        <source>Merging layers…</source>
        <translation>تہیں ضم ہو رہی ہیں…</translation>
    </message>
    <message>
        <source>This layer is locked; unlock it or take another one.</source>
        <translation>یہ تہہ مقفل ہے؛ اسے کھولیں یا کوئی اور لیں۔</translation>
    </message>
    <message>
        <source>The picture was changed while its layers were merged; merge them again.</source>
        <translation>تہیں ضم ہونے کے دوران تصویر بدل گئی؛ انہیں دوبارہ ضم کریں۔</translation>
    </message>
    <message>
        <source>This layer is hidden; show it or take another one.</source>
        <translation>یہ تہہ چھپی ہوئی ہے؛ اسے ظاہر کریں یا کوئی اور لیں۔</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>بائٹ</translation>
    </message>
    <message>
        <source>Copying the picture…</source>
        <translation>تصویر نقل ہو رہی ہے…</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>تصویر کلپ بورڈ پر ہے۔</translation>
    </message>
    <message>
        <source>Exporting {name}…</source>
        <translation>‏{name} برآمد ہو رہی ہے…</translation>
    </message>
    <message>
        <source>Photos painted into {folder}: {count}.</source>
        <translation>‏{folder} میں رنگی گئی فوٹو: {count}۔</translation>
    </message>
    <message>
        <source>Painting {count} photos…</source>
        <translation>‏{count} فوٹو رنگی جا رہی ہیں…</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>تقریباً {size}</translation>
    </message>
    <message>
        <source>Exported {name}.</source>
        <translation>‏{name} برآمد ہو گئی۔</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>کمانڈ تلاش کریں</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>آپ کیا کرنا چاہتے ہیں؟</translation>
    </message>
    <message>
        <source>Type a part of its name; Enter does it</source>
        <translation>نام کا کوئی حصہ لکھیں؛ Enter سے وہ کام ہو جاتا ہے</translation>
    </message>
    <message>
        <source>What can be done now</source>
        <translation>جو اب کیا جا سکتا ہے</translation>
    </message>
    <message>
        <source>No command is called that, or none that is possible now.</source>
        <translation>اس نام کی کوئی کمانڈ نہیں، یا اس وقت ممکن نہیں۔</translation>
    </message>
    <message>
        <source>The painter&apos;s colours</source>
        <translation>مصور کے رنگ</translation>
    </message>
    <message>
        <source>What the style was trained on</source>
        <translation>جس پر انداز سکھایا گیا</translation>
    </message>
    <message>
        <source>The photo&apos;s colours</source>
        <translation>فوٹو کے رنگ</translation>
    </message>
    <message>
        <source>Every pixel keeps its colour; light and strokes are the painter&apos;s</source>
        <translation>ہر پکسل اپنا رنگ رکھتا ہے؛ روشنی اور اسٹروک مصور کے ہیں</translation>
    </message>
    <message>
        <source>The photo&apos;s palette</source>
        <translation>فوٹو کا رنگ دان</translation>
    </message>
    <message>
        <source>The painter&apos;s colours, moved until they are the photo&apos;s on the whole</source>
        <translation>مصور کے رنگ، اتنے سرکائے ہوئے کہ مجموعی طور پر فوٹو کے ہو جائیں</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>برش</translation>
    </message>
    <message>
        <source>Diameter of the brush; or Shift and drag on the picture</source>
        <translation>برش کا قطر؛ یا تصویر پر Shift کے ساتھ گھسیٹیں</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>سختی</translation>
    </message>
    <message>
        <source>How sharp the edge is</source>
        <translation>کنارہ کتنا تیز ہے</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>غیر شفافیت</translation>
    </message>
    <message>
        <source>The most one stroke covers</source>
        <translation>ایک اسٹروک زیادہ سے زیادہ کتنا ڈھانپتا ہے</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>بہاؤ</translation>
    </message>
    <message>
        <source>How much each dab lays: below 100 a stroke grows where it goes over itself</source>
        <translation>ہر نقطہ کتنا رنگ رکھتا ہے: 100 سے کم پر اسٹروک خود پر سے گزرتے ہوئے گہرا ہوتا ہے</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>فاصلہ</translation>
    </message>
    <message>
        <source>How far apart the dabs are, as a share of the size</source>
        <translation>نقطے کتنی دور ہوں، سائز کے حصے کے طور پر</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>شدت</translation>
    </message>
    <message>
        <source>How far the style goes: 0 is the photo, beyond 100 exaggerates</source>
        <translation>انداز کتنا گہرا ہو: 0 پر فوٹو، 100 سے آگے مبالغہ</translation>
    </message>
    <message>
        <source>Strokes</source>
        <translation>اسٹروک</translation>
    </message>
    <message>
        <source>Size of the paint strokes in the picture; screen and export are alike</source>
        <translation>تصویر میں رنگ کے اسٹروک کا سائز؛ اسکرین اور برآمد ایک جیسے ہیں</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>باریکی</translation>
    </message>
    <message>
        <source>Lays the photo&apos;s finest light and shade over the paint</source>
        <translation>فوٹو کی باریک روشنی اور سائے رنگ کے اوپر رکھتا ہے</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>رنگ</translation>
    </message>
    <message>
        <source>Whose colours are painted</source>
        <translation>کس کے رنگ استعمال ہوں</translation>
    </message>
    <message>
        <source>Apply to the whole picture</source>
        <translation>پوری تصویر پر لگائیں</translation>
    </message>
    <message>
        <source>Paints the style over everything</source>
        <translation>ہر جگہ انداز رنگتا ہے</translation>
    </message>
    <message>
        <source>Looks for the picture of this generator that is most like a photo&apos;s middle square.</source>
        <translation>اس جنریٹر کی وہ تصویر ڈھونڈتا ہے جو فوٹو کے درمیانی مربع سے سب سے زیادہ ملتی ہو۔</translation>
    </message>
    <message>
        <source>Find a photo</source>
        <translation>فوٹو تلاش کریں</translation>
    </message>
    <message>
        <source>Choose a photo …</source>
        <translation>فوٹو چنیں …</translation>
    </message>
    <message>
        <source>Refine</source>
        <translation>نکھاریں</translation>
    </message>
    <message>
        <source>Goes on from what was found, with small steps</source>
        <translation>جو ملا اس سے چھوٹے قدموں میں آگے بڑھتا ہے</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>روکیں</translation>
    </message>
    <message>
        <source>Keeps the best so far</source>
        <translation>اب تک کا بہترین رکھتا ہے</translation>
    </message>
    <message>
        <source>Still {share} of what lies between two pictures of this generator (error {error:.3f}).</source>
        <translation>اس جنریٹر کی دو تصویروں کے درمیانی فرق کا {share} اب بھی باقی ہے (غلطی {error:.3f})۔</translation>
    </message>
    <message>
        <source>The photo</source>
        <translation>فوٹو</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>جو ملا</translation>
    </message>
    <message>
        <source>Looking through many pictures …</source>
        <translation>بہت سی تصویریں دیکھی جا رہی ہیں …</translation>
    </message>
    <message>
        <source>Step {step} of {steps}, error {perceptual:.3f}</source>
        <translation>قدم {step} از {steps}، غلطی {perceptual:.3f}</translation>
    </message>
    <message>
        <source>This generator&apos;s file holds no projector, so it takes no photos.</source>
        <translation>اس جنریٹر کی فائل میں پروجیکٹر نہیں، اس لیے یہ فوٹو نہیں لیتا۔</translation>
    </message>
    <message>
        <source>Paint with it</source>
        <translation>اس سے رنگیں</translation>
    </message>
    <message>
        <source>Generator</source>
        <translation>جنریٹر</translation>
    </message>
    <message>
        <source>Which network makes the pictures</source>
        <translation>کون سا نیٹ ورک تصویریں بناتا ہے</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>بیج</translation>
    </message>
    <message>
        <source>The number that a picture is drawn from: the same seed, the same picture</source>
        <translation>وہ عدد جس سے تصویر نکلتی ہے: ایک ہی بیج، ایک ہی تصویر</translation>
    </message>
    <message>
        <source>Random seed</source>
        <translation>اتفاقی بیج</translation>
    </message>
    <message>
        <source>Truncation</source>
        <translation>تراش</translation>
    </message>
    <message>
        <source>Low is typical and tidy, high is varied and wild</source>
        <translation>کم پر عام اور صاف، زیادہ پر متنوع اور بے لگام</translation>
    </message>
    <message>
        <source>No generator is installed. Train one with pinxit-train gan, or add a model with pinxit models add.</source>
        <translation>کوئی جنریٹر نصب نہیں۔ pinxit-train gan سے سکھائیں، یا pinxit models add سے ماڈل شامل کریں۔</translation>
    </message>
    <message>
        <source>Directions</source>
        <translation>سمتیں</translation>
    </message>
    <message>
        <source>Reset the directions</source>
        <translation>سمتیں بحال کریں</translation>
    </message>
    <message>
        <source>This generator names no directions.</source>
        <translation>یہ جنریٹر کوئی سمت نہیں بتاتا۔</translation>
    </message>
    <message>
        <source>Size on the canvas</source>
        <translation>کینوس پر سائز</translation>
    </message>
    <message>
        <source>Every style counts nothing; give one of them a share.</source>
        <translation>کسی انداز کا کوئی حصہ نہیں؛ کسی ایک کو حصہ دیں۔</translation>
    </message>
    <message>
        <source>Too little is selected for the optimizer; select more of the picture.</source>
        <translation>آپٹیمائزر کے لیے بہت کم منتخب ہے؛ تصویر کا زیادہ حصہ منتخب کریں۔</translation>
    </message>
    <message>
        <source>How large the picture becomes: it is drawn small and enlarged</source>
        <translation>تصویر کتنی بڑی ہو: یہ چھوٹی بنتی ہے اور پھر بڑی کی جاتی ہے</translation>
    </message>
    <message>
        <source>New document</source>
        <translation>نئی دستاویز</translation>
    </message>
    <message>
        <source>Opens the picture as a document to paint on</source>
        <translation>تصویر کو رنگنے کے لیے دستاویز کے طور پر کھولتا ہے</translation>
    </message>
    <message>
        <source>Add as layer</source>
        <translation>تہہ کے طور پر شامل کریں</translation>
    </message>
    <message>
        <source>Lays the picture over the open document</source>
        <translation>تصویر کو کھلی دستاویز کے اوپر رکھتا ہے</translation>
    </message>
    <message>
        <source>Renew the layer</source>
        <translation>تہہ نئی کریں</translation>
    </message>
    <message>
        <source>Puts this picture in the place of the one whose latent was taken back</source>
        <translation>جس کا لیٹنٹ واپس لیا گیا، یہ تصویر اس کی جگہ رکھتا ہے</translation>
    </message>
    <message>
        <source>Stamp with it</source>
        <translation>اس سے مہر لگائیں</translation>
    </message>
    <message>
        <source>Lays this picture along the stroke, others after it, as the latent drifts</source>
        <translation>یہ تصویر لکیر کے ساتھ رکھتا ہے، پھر دوسری، جیسے جیسے لیٹنٹ بہتا ہے</translation>
    </message>
    <message>
        <source>Make a brush of this</source>
        <translation>اس کا برش بنائیں</translation>
    </message>
    <message>
        <source>Paints in the style of this picture, from now on and in any picture</source>
        <translation>اب سے ہر تصویر میں اس تصویر کے انداز سے رنگتا ہے</translation>
    </message>
    <message>
        <source>Or drag the picture: over Paint, and to where it shall lie.</source>
        <translation>یا تصویر کو گھسیٹیں: رنگنا کے اوپر سے، وہاں تک جہاں اسے رکھنا ہے۔</translation>
    </message>
    <message>
        <source>{size} × {size} px</source>
        <translation>‏{size} × {size} پکسل</translation>
    </message>
    <message>
        <source>Walk from A to B</source>
        <translation>‏A سے B تک سفر</translation>
    </message>
    <message>
        <source>Drag to walk from A to B</source>
        <translation>‏A سے B تک جانے کے لیے گھسیٹیں</translation>
    </message>
    <message>
        <source>Keep one picture as A and another as B to walk between them</source>
        <translation>دونوں کے درمیان سفر کے لیے ایک تصویر A اور دوسری B کے طور پر رکھیں</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>نمونے</translation>
    </message>
    <message>
        <source>Click a picture to go on from it; the arrow keys go from one to the next</source>
        <translation>کسی تصویر پر کلک کر کے اس سے آگے بڑھیں؛ تیر والی کلیدیں ایک سے دوسری پر جاتی ہیں</translation>
    </message>
    <message>
        <source>More samples</source>
        <translation>مزید نمونے</translation>
    </message>
    <message>
        <source>Shows the next pictures</source>
        <translation>اگلی تصویریں دکھاتا ہے</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>‏A اور B بدلیں</translation>
    </message>
    <message>
        <source>The walk goes the other way</source>
        <translation>سفر الٹی سمت میں ہوتا ہے</translation>
    </message>
    <message>
        <source>Keep as A</source>
        <translation>‏A کے طور پر رکھیں</translation>
    </message>
    <message>
        <source>Keeps the picture as the beginning of a walk</source>
        <translation>تصویر کو سفر کے آغاز کے طور پر رکھتا ہے</translation>
    </message>
    <message>
        <source>Keep as B</source>
        <translation>‏B کے طور پر رکھیں</translation>
    </message>
    <message>
        <source>Keeps the picture as the end of a walk</source>
        <translation>تصویر کو سفر کے اختتام کے طور پر رکھتا ہے</translation>
    </message>
    <message>
        <source>No generator is installed.</source>
        <translation>کوئی جنریٹر نصب نہیں۔</translation>
    </message>
    <message>
        <source>{position:.0%} of the way</source>
        <translation>راستے کا {position:.0%}</translation>
    </message>
    <message>
        <source>Picture {end}</source>
        <translation>تصویر {end}</translation>
    </message>
    <message>
        <source>Of the picture in hand</source>
        <translation>ہاتھ کی تصویر کا</translation>
    </message>
    <message>
        <source>&amp;Record my moves</source>
        <translation>میری حرکتیں &amp;ریکارڈ کریں</translation>
    </message>
    <message>
        <source>Film your last moves</source>
        <translation>اپنی آخری حرکتوں کی فلم بنائیں</translation>
    </message>
    <message>
        <source>Enter, double click</source>
        <translation>‏Enter، ڈبل کلک</translation>
    </message>
    <message>
        <source>Close the polygon</source>
        <translation>کثیر الاضلاع بند کریں</translation>
    </message>
    <message>
        <source>Linear burn</source>
        <translation>یکساں گہرا</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>جمع</translation>
    </message>
    <message>
        <source>Exclusion</source>
        <translation>اخراج</translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation>منہا</translation>
    </message>
    <message>
        <source>Divide</source>
        <translation>تقسیم</translation>
    </message>
    <message>
        <source>The photo is of printing inks (CMYK). It is written in sRGB, or the profile chosen here.</source>
        <translation>تصویر چھپائی کی سیاہیوں (CMYK) کی ہے۔ یہ sRGB یا یہاں چنے گئے پروفائل میں لکھی جاتی ہے۔</translation>
    </message>
    <message>
        <source>As JPEG or TIFF it can keep its inks: where nothing is painted, its very own.</source>
        <translation>JPEG یا TIFF میں یہ اپنی سیاہیاں رکھ سکتی ہے: جہاں کچھ نہیں رنگا گیا، بالکل وہی۔</translation>
    </message>
    <message>
        <source>Keep a favourite</source>
        <translation>پسندیدہ رکھیں</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>پسندیدہ</translation>
    </message>
    <message>
        <source>Rename a favourite</source>
        <translation>پسندیدہ کا نام بدلیں</translation>
    </message>
    <message>
        <source>Remove favourites</source>
        <translation>پسندیدہ ہٹائیں</translation>
    </message>
    <message>
        <source>MP4</source>
        <translation>MP4</translation>
    </message>
    <message>
        <source>Plays everywhere</source>
        <translation>ہر جگہ چلتی ہے</translation>
    </message>
    <message>
        <source>WebM</source>
        <translation>WebM</translation>
    </message>
    <message>
        <source>For the web, free of patents</source>
        <translation>ویب کے لیے، پیٹنٹ سے آزاد</translation>
    </message>
    <message>
        <source>GIF</source>
        <translation>GIF</translation>
    </message>
    <message>
        <source>Repeats by itself; 256 colours</source>
        <translation>خود دہراتی ہے؛ 256 رنگ</translation>
    </message>
    <message>
        <source>Animated WebP</source>
        <translation>متحرک WebP</translation>
    </message>
    <message>
        <source>Repeats by itself, in all colours</source>
        <translation>خود دہراتی ہے، تمام رنگوں میں</translation>
    </message>
    <message>
        <source>Folder of PNG pictures</source>
        <translation>PNG تصویروں کا فولڈر</translation>
    </message>
    <message>
        <source>A picture for each frame, without loss</source>
        <translation>ہر فریم کی ایک تصویر، بغیر نقصان کے</translation>
    </message>
    <message>
        <source>Export a film</source>
        <translation>فلم برآمد کریں</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>فارمیٹ</translation>
    </message>
    <message>
        <source>What kind of film</source>
        <translation>کس قسم کی فلم</translation>
    </message>
    <message>
        <source>Size of a frame</source>
        <translation>فریم کی جسامت</translation>
    </message>
    <message>
        <source>Width and height of a frame; pictures are drawn small and enlarged</source>
        <translation>فریم کی چوڑائی اور اونچائی؛ تصویریں چھوٹی بنتی ہیں اور بڑی کی جاتی ہیں</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>فی سیکنڈ فریم</translation>
    </message>
    <message>
        <source>How smoothly it moves; its length stays</source>
        <translation>کتنی ہموار چلے؛ لمبائی وہی رہتی ہے</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>برآمد کریں…</translation>
    </message>
    <message>
        <source>Asks where to write the film, and makes it</source>
        <translation>پوچھتا ہے کہ فلم کہاں لکھی جائے، اور اسے بناتا ہے</translation>
    </message>
    <message>
        <source>Ends the export; no half film is left</source>
        <translation>برآمد ختم کرتا ہے؛ کوئی ادھوری فلم نہیں رہتی</translation>
    </message>
    <message>
        <source>A new folder for the pictures</source>
        <translation>تصویروں کے لیے نیا فولڈر</translation>
    </message>
    <message>
        <source>{time:.1f} seconds</source>
        <translation>{time:.1f} سیکنڈ</translation>
    </message>
    <message>
        <source>Exported: {name}</source>
        <translation>برآمد ہو گئی: {name}</translation>
    </message>
    <message>
        <source>Walk</source>
        <translation>سیر</translation>
    </message>
    <message>
        <source>Panels on the &amp;other side</source>
        <translation>پینل &amp;دوسری طرف</translation>
    </message>
    <message>
        <source>Ease all keyframes</source>
        <translation>تمام کلیدی فریموں کی رفتار بدلیں</translation>
    </message>
    <message>
        <source>End the walk</source>
        <translation>سیر ختم کریں</translation>
    </message>
    <message>
        <source>Change the walk</source>
        <translation>سیر بدلیں</translation>
    </message>
    <message>
        <source>What you had found is damaged and cannot be read; the file is kept as {name}.</source>
        <translation>جو آپ نے ڈھونڈا تھا وہ خراب ہے اور پڑھا نہیں جا سکتا؛ فائل {name} کے نام سے رکھی ہے۔</translation>
    </message>
    <message>
        <source>Choose a generator</source>
        <translation>جنریٹر چنیں</translation>
    </message>
    <message>
        <source>Recorded: {name}</source>
        <translation>ریکارڈ ہو گئی: {name}</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>ابھی کچھ نہیں</translation>
    </message>
    <message>
        <source>Share of a style</source>
        <translation>ایک انداز کا حصہ</translation>
    </message>
    <message>
        <source>Region of a style</source>
        <translation>ایک انداز کا علاقہ</translation>
    </message>
    <message>
        <source>There are too many style pictures; remove one first.</source>
        <translation>انداز کی تصویریں بہت زیادہ ہیں؛ پہلے ایک ہٹائیں۔</translation>
    </message>
    <message>
        <source>Nothing is selected; select where this style is to be painted.</source>
        <translation>کچھ منتخب نہیں؛ وہ جگہ منتخب کریں جہاں یہ انداز پینٹ ہو۔</translation>
    </message>
    <message>
        <source>Nothing would be painted: the regions of all styles lie outside of what is selected.</source>
        <translation>کچھ پینٹ نہیں ہوگا: تمام اندازوں کے حصے منتخب جگہ سے باہر ہیں۔</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>تنوع</translation>
    </message>
    <message>
        <source>Other strokes in the same style for each number</source>
        <translation>ہر عدد پر اسی انداز میں دوسرے اسٹروک</translation>
    </message>
    <message>
        <source>Back to where no direction leads away from</source>
        <translation>واپس وہاں جہاں سے کوئی سمت دور نہ لے جائے</translation>
    </message>
    <message>
        <source>Makes a direction of two sets of favourites, or of all moves as they are now</source>
        <translation>پسندیدہ کے دو مجموعوں سے، یا موجودہ تمام حرکتوں سے سمت بناتا ہے</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>نام بدلیں…</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>قفل کھولیں</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>مقفل کریں</translation>
    </message>
    <message>
        <source>Of two sets of favourites…</source>
        <translation>پسندیدہ کے دو مجموعوں سے…</translation>
    </message>
    <message>
        <source>Of all moves as they are now…</source>
        <translation>موجودہ تمام حرکتوں سے…</translation>
    </message>
    <message>
        <source>What it does:</source>
        <translation>یہ کیا کرتی ہے:</translation>
    </message>
    <message>
        <source>Lock {name}</source>
        <translation>{name} مقفل کریں</translation>
    </message>
    <message>
        <source>A random picture stays where it is along “{name}”</source>
        <translation>اتفاقی تصویر ”{name}“ کی سمت میں اپنی جگہ رہتی ہے</translation>
    </message>
    <message>
        <source>Looks for a photo; it may be dropped here, too</source>
        <translation>تصویر ڈھونڈتا ہے؛ اسے یہاں چھوڑا بھی جا سکتا ہے</translation>
    </message>
    <message>
        <source>The open picture</source>
        <translation>کھلی تصویر</translation>
    </message>
    <message>
        <source>Looks for the document as it looks now, paint and all</source>
        <translation>دستاویز کو ڈھونڈتا ہے جیسی وہ اب دکھتی ہے، رنگ سمیت</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>کوششیں</translation>
    </message>
    <message>
        <source>How many beginnings are followed: more find more, and take longer</source>
        <translation>کتنے آغاز آزمائے جائیں: زیادہ سے زیادہ ملتا ہے مگر دیر لگتی ہے</translation>
    </message>
    <message>
        <source>As the hand goes</source>
        <translation>جیسے ہاتھ چلے</translation>
    </message>
    <message>
        <source>Draws what the hand does</source>
        <translation>جو ہاتھ کرے وہی کھینچتا ہے</translation>
    </message>
    <message>
        <source>Smoothed</source>
        <translation>ہموار</translation>
    </message>
    <message>
        <source>Draws a mean of where the hand was, and catches up in the end</source>
        <translation>ہاتھ کی جگہوں کا اوسط کھینچتا ہے، اور آخر میں ساتھ آ ملتا ہے</translation>
    </message>
    <message>
        <source>On a rope</source>
        <translation>رسی پر</translation>
    </message>
    <message>
        <source>Pulls the brush behind the hand; it moves only while the rope is tight</source>
        <translation>برش کو ہاتھ کے پیچھے کھینچتا ہے؛ وہ تبھی چلتا ہے جب رسی تنی ہو</translation>
    </message>
    <message>
        <source>No symmetry</source>
        <translation>تشاکل نہیں</translation>
    </message>
    <message>
        <source>Strokes are where you draw them</source>
        <translation>اسٹروک وہیں رہتے ہیں جہاں آپ کھینچیں</translation>
    </message>
    <message>
        <source>Left and right</source>
        <translation>بائیں اور دائیں</translation>
    </message>
    <message>
        <source>Mirrored at an upright axis</source>
        <translation>کھڑے محور پر آئینہ</translation>
    </message>
    <message>
        <source>Up and down</source>
        <translation>اوپر اور نیچے</translation>
    </message>
    <message>
        <source>Mirrored at a level axis</source>
        <translation>لیٹے محور پر آئینہ</translation>
    </message>
    <message>
        <source>Both ways</source>
        <translation>دونوں طرف</translation>
    </message>
    <message>
        <source>Mirrored at both axes</source>
        <translation>دونوں محوروں پر آئینہ</translation>
    </message>
    <message>
        <source>All around</source>
        <translation>چاروں طرف</translation>
    </message>
    <message>
        <source>Repeated around a point</source>
        <translation>ایک نقطے کے گرد دہرایا ہوا</translation>
    </message>
    <message>
        <source>Pen and hand</source>
        <translation>قلم اور ہاتھ</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>ہمواری</translation>
    </message>
    <message>
        <source>How strokes are kept from trembling</source>
        <translation>اسٹروک کو کانپنے سے کیسے بچایا جائے</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>لمبائی</translation>
    </message>
    <message>
        <source>How far the mean reaches back, or how long the rope is, on the screen</source>
        <translation>اوسط کتنا پیچھے تک جاتی ہے، یا رسی کتنی لمبی ہے، اسکرین پر</translation>
    </message>
    <message>
        <source>Symmetry</source>
        <translation>تشاکل</translation>
    </message>
    <message>
        <source>Where else your strokes fall</source>
        <translation>آپ کے اسٹروک اور کہاں پڑتے ہیں</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>تکرار</translation>
    </message>
    <message>
        <source>How many times, all around</source>
        <translation>چاروں طرف کتنی بار</translation>
    </message>
    <message>
        <source>Place it…</source>
        <translation>جگہ دیں…</translation>
    </message>
    <message>
        <source>Then click where the axis shall be on the picture</source>
        <translation>پھر تصویر پر وہاں کلک کریں جہاں محور ہونا چاہیے</translation>
    </message>
    <message>
        <source>Middle</source>
        <translation>درمیان</translation>
    </message>
    <message>
        <source>The axis goes through the middle of the picture</source>
        <translation>محور تصویر کے درمیان سے گزرتا ہے</translation>
    </message>
    <message>
        <source>Follows</source>
        <translation>تابع</translation>
    </message>
    <message>
        <source>Steady hand</source>
        <translation>جما ہوا ہاتھ</translation>
    </message>
    <message>
        <source>History</source>
        <translation>سرگزشت</translation>
    </message>
    <message>
        <source>Everything that can be taken back; click a step to go there</source>
        <translation>سب کچھ جو واپس لیا جا سکتا ہے؛ کسی قدم پر جانے کے لیے اس پر کلک کریں</translation>
    </message>
    <message>
        <source>What you do is listed here, and every step can be taken back.</source>
        <translation>آپ جو کریں وہ یہاں درج ہوتا ہے، اور ہر قدم واپس لیا جا سکتا ہے۔</translation>
    </message>
    <message>
        <source>Memory for the history</source>
        <translation>سرگزشت کے لیے میموری</translation>
    </message>
    <message>
        <source>The most that the steps may hold; a smaller bound forgets the oldest at once</source>
        <translation>قدم زیادہ سے زیادہ اتنی جگہ لے سکتے ہیں؛ کم حد پر سب سے پرانے فوراً بھلا دیے جاتے ہیں</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>Earlier steps are forgotten</source>
        <translation>پہلے کے قدم بھلا دیے گئے</translation>
    </message>
    <message>
        <source>As it was opened</source>
        <translation>جیسی کھولی گئی تھی</translation>
    </message>
    <message>
        <source>Click to take it again</source>
        <translation>اسے پھر سے کرنے کے لیے کلک کریں</translation>
    </message>
    <message>
        <source>Click to go back to here</source>
        <translation>یہاں واپس آنے کے لیے کلک کریں</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>{size} held, at most</source>
        <translation>‏{size} زیر استعمال، حد</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>تہیں</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>فوٹو</translation>
    </message>
    <message>
        <source>Erases all layers</source>
        <translation>تمام تہیں مٹاتی ہے</translation>
    </message>
    <message>
        <source>Never changed</source>
        <translation>کبھی نہیں بدلتی</translation>
    </message>
    <message>
        <source>Show or hide</source>
        <translation>دکھائیں یا چھپائیں</translation>
    </message>
    <message>
        <source>Lock or unlock</source>
        <translation>مقفل کریں یا کھولیں</translation>
    </message>
    <message>
        <source>Name of the layer</source>
        <translation>تہہ کا نام</translation>
    </message>
    <message>
        <source>Named after its style</source>
        <translation>اپنے انداز کے نام پر</translation>
    </message>
    <message>
        <source>{title}
{detail}
Drag to move, double-click to rename.</source>
        <translation>{title}
{detail}
سرکانے کے لیے گھسیٹیں، نام بدلنے کے لیے ڈبل کلک کریں۔</translation>
    </message>
    <message>
        <source>Hide {title}</source>
        <translation>‏{title} چھپائیں</translation>
    </message>
    <message>
        <source>Show {title}</source>
        <translation>‏{title} دکھائیں</translation>
    </message>
    <message>
        <source>Unlock {title}</source>
        <translation>‏{title} کا قفل کھولیں</translation>
    </message>
    <message>
        <source>Lock {title}</source>
        <translation>‏{title} مقفل کریں</translation>
    </message>
    <message>
        <source>in hand</source>
        <translation>ہاتھ میں</translation>
    </message>
    <message>
        <source>How much of the layer in hand is seen</source>
        <translation>ہاتھ میں موجود تہہ کتنی نظر آتی ہے</translation>
    </message>
    <message>
        <source>The colour of the brush; Alt+click on the picture picks one</source>
        <translation>برش کا رنگ؛ تصویر پر Alt کے ساتھ کلک سے رنگ اٹھتا ہے</translation>
    </message>
    <message>
        <source>How the colours of the layer in hand meet those below</source>
        <translation>ہاتھ میں موجود تہہ کے رنگ نیچے والوں سے کیسے ملتے ہیں</translation>
    </message>
    <message>
        <source>New layer</source>
        <translation>نئی تہہ</translation>
    </message>
    <message>
        <source>Colour of the brush</source>
        <translation>برش کا رنگ</translation>
    </message>
    <message>
        <source>Brush uncovers the picture</source>
        <translation>برش تصویر کو ظاہر کرے</translation>
    </message>
    <message>
        <source>Settings repaint this layer</source>
        <translation>ترتیبات اس تہہ کو دوبارہ رنگیں</translation>
    </message>
    <message>
        <source>The brush shows again what the eraser hid of the picture</source>
        <translation>ربڑ نے تصویر کا جو حصہ چھپایا، برش اسے پھر دکھاتا ہے</translation>
    </message>
    <message>
        <source>While it is on, style, mix, strength, strokes, detail and colours change the layer in hand; otherwise they begin a new layer</source>
        <translation>جب تک یہ چالو ہو، انداز، آمیزش، شدت، اسٹروک، باریکی اور رنگ ہاتھ میں موجود تہہ کو بدلتے ہیں؛ ورنہ نئی تہہ شروع کرتے ہیں</translation>
    </message>
    <message>
        <source>Generated picture</source>
        <translation>تخلیق شدہ تصویر</translation>
    </message>
    <message>
        <source>Optimized picture</source>
        <translation>بہتر کی ہوئی تصویر</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>تصویر</translation>
    </message>
    <message>
        <source>strength {share:.0%}</source>
        <translation>شدت {share:.0%}</translation>
    </message>
    <message>
        <source>strokes {share:.0%}</source>
        <translation>اسٹروک {share:.0%}</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>ماخذ</translation>
    </message>
    <message>
        <source>The camera, film or folder that is painted</source>
        <translation>وہ کیمرہ، فلم یا فولڈر جو رنگا جاتا ہے</translation>
    </message>
    <message>
        <source>Look for cameras</source>
        <translation>کیمرے ڈھونڈیں</translation>
    </message>
    <message>
        <source>Looks for cameras again</source>
        <translation>کیمرے دوبارہ ڈھونڈتا ہے</translation>
    </message>
    <message>
        <source>Film…</source>
        <translation>فلم…</translation>
    </message>
    <message>
        <source>Paint a film; it begins again when it ends</source>
        <translation>ایک فلم رنگیں؛ ختم ہونے پر وہ پھر شروع ہوتی ہے</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>فولڈر…</translation>
    </message>
    <message>
        <source>Paint the pictures of a folder, one after the other</source>
        <translation>فولڈر کی تصویریں ایک کے بعد ایک رنگیں</translation>
    </message>
    <message>
        <source>Live styles</source>
        <translation>براہ راست انداز</translation>
    </message>
    <message>
        <source>Keep still what stands still</source>
        <translation>جو ساکن ہے اسے ساکن رکھیں</translation>
    </message>
    <message>
        <source>Less flicker where nothing moves</source>
        <translation>جہاں کچھ نہیں ہلتا وہاں کم ٹمٹماہٹ</translation>
    </message>
    <message>
        <source>Record…</source>
        <translation>ریکارڈ کریں…</translation>
    </message>
    <message>
        <source>Writes what is painted into a film</source>
        <translation>جو رنگا جاتا ہے اسے فلم میں لکھتا ہے</translation>
    </message>
    <message>
        <source>Paint on this frame</source>
        <translation>اس فریم پر رنگیں</translation>
    </message>
    <message>
        <source>Opens the newest frame as a document to paint on</source>
        <translation>تازہ ترین فریم کو رنگنے کے لیے دستاویز کے طور پر کھولتا ہے</translation>
    </message>
    <message>
        <source>Choose a film</source>
        <translation>فلم چنیں</translation>
    </message>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>تصویروں کا فولڈر چنیں</translation>
    </message>
    <message>
        <source>Record into</source>
        <translation>اس میں ریکارڈ کریں</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>کوئی کیمرہ نہیں ملا</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>ریکارڈنگ روکیں</translation>
    </message>
    <message>
        <source>Films</source>
        <translation>فلمیں</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>رنگی ہوئی</translation>
    </message>
    <message>
        <source>What the style makes of it</source>
        <translation>انداز اس کا کیا بناتا ہے</translation>
    </message>
    <message>
        <source>As it comes</source>
        <translation>جیسی آتی ہے</translation>
    </message>
    <message>
        <source>What the camera or film shows</source>
        <translation>جو کیمرہ یا فلم دکھاتی ہے</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>ساتھ ساتھ</translation>
    </message>
    <message>
        <source>Both; drag the line between them</source>
        <translation>دونوں؛ درمیان کی لکیر کھینچیں</translation>
    </message>
    <message>
        <source>The live picture</source>
        <translation>براہ راست تصویر</translation>
    </message>
    <message>
        <source>Choose a camera, a film or a folder of pictures,
and start: it is painted while it runs.</source>
        <translation>کیمرہ، فلم یا تصویروں کا فولڈر چنیں،
اور شروع کریں: وہ چلتے ہوئے رنگا جاتا ہے۔</translation>
    </message>
    <message>
        <source>Frames that are painted and that come, time for one, frames left out, size that is painted</source>
        <translation>رنگے گئے اور آنے والے فریم، ایک کا وقت، چھوڑے گئے فریم، رنگی گئی جسامت</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>کیا دکھایا جاتا ہے</translation>
    </message>
    <message>
        <source>The painted picture, the one it is painted from, or both</source>
        <translation>رنگی ہوئی تصویر، اصل تصویر، یا دونوں</translation>
    </message>
    <message>
        <source>Ends the live picture</source>
        <translation>براہ راست تصویر ختم کرتا ہے</translation>
    </message>
    <message>
        <source>Paints the source while it runs</source>
        <translation>ماخذ کو چلتے ہوئے رنگتا ہے</translation>
    </message>
    <message>
        <source>{fps:.0f} of {source:.0f} frames a second</source>
        <translation>{source:.0f} میں سے {fps:.0f} فریم فی سیکنڈ</translation>
    </message>
    <message>
        <source>{time:.0f} ms a frame</source>
        <translation>{time:.0f} ملی سیکنڈ فی فریم</translation>
    </message>
    <message>
        <source>{count} left out</source>
        <translation>{count} چھوڑے گئے</translation>
    </message>
    <message>
        <source>painted at {width} × {height}</source>
        <translation>{width} × {height} پر رنگی گئی</translation>
    </message>
    <message>
        <source>recording {time:.0f} s</source>
        <translation>ریکارڈنگ {time:.0f} سیکنڈ</translation>
    </message>
    <message>
        <source>Drop one</source>
        <translation>ایک چھوڑیں</translation>
    </message>
    <message>
        <source>The other picture</source>
        <translation>دوسری تصویر</translation>
    </message>
    <message>
        <source>Drop a favourite here: it decides the layers that are marked</source>
        <translation>پسندیدہ یہاں چھوڑیں: یہ نشان زد پرتوں کا فیصلہ کرتا ہے</translation>
    </message>
    <message>
        <source>Take this one</source>
        <translation>یہ والی لیں</translation>
    </message>
    <message>
        <source>The picture in hand becomes the other one</source>
        <translation>ہاتھ کی تصویر دوسری تصویر بن جاتی ہے</translation>
    </message>
    <message>
        <source>Mix nothing</source>
        <translation>کچھ نہ ملائیں</translation>
    </message>
    <message>
        <source>The picture as it is by itself</source>
        <translation>تصویر جیسی وہ خود ہے</translation>
    </message>
    <message>
        <source>Coarse layers decide about shape, fine ones about colour.</source>
        <translation>موٹی پرتیں شکل کا اور باریک پرتیں رنگ کا فیصلہ کرتی ہیں۔</translation>
    </message>
    <message>
        <source>Layer {number}</source>
        <translation>پرت {number}</translation>
    </message>
    <message>
        <source>Layer {number} of {count}, 1 is the coarsest</source>
        <translation>{count} میں سے پرت {number}، 1 سب سے موٹی ہے</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>رہنما</translation>
    </message>
    <message>
        <source>Click or drag to go there; the wheel zooms</source>
        <translation>وہاں جانے کے لیے کلک کریں یا گھسیٹیں؛ پہیہ قریب یا دور کرتا ہے</translation>
    </message>
    <message>
        <source>No picture is open.</source>
        <translation>کوئی تصویر نہیں کھلی۔</translation>
    </message>
    <message>
        <source>Paint the photo</source>
        <translation>فوٹو کو پینٹ کریں</translation>
    </message>
    <message>
        <source>The photo under all layers</source>
        <translation>تمام تہوں کے نیچے کی فوٹو</translation>
    </message>
    <message>
        <source>Paint what is seen</source>
        <translation>جو نظر آتا ہے اسے پینٹ کریں</translation>
    </message>
    <message>
        <source>The picture with all of its layers</source>
        <translation>تصویر اپنی تمام تہوں کے ساتھ</translation>
    </message>
    <message>
        <source>Begin with a brush&apos;s painting</source>
        <translation>برش کی رنگی ہوئی تصویر سے شروع کریں</translation>
    </message>
    <message>
        <source>The picture as a style brush paints it at once</source>
        <translation>تصویر جیسے انداز کا برش اسے ایک دم پینٹ کرتا ہے</translation>
    </message>
    <message>
        <source>Begin with the photo</source>
        <translation>فوٹو سے شروع کریں</translation>
    </message>
    <message>
        <source>What is painted, as it is</source>
        <translation>جو پینٹ ہونا ہے، جیسا وہ ہے</translation>
    </message>
    <message>
        <source>Begin with what is seen</source>
        <translation>جو نظر آتا ہے اس سے شروع کریں</translation>
    </message>
    <message>
        <source>What lies there now, such as an earlier run</source>
        <translation>جو وہاں اب ہے، جیسے پہلے کا کام</translation>
    </message>
    <message>
        <source>Begin with noise</source>
        <translation>شور سے شروع کریں</translation>
    </message>
    <message>
        <source>Make this a brush</source>
        <translation>اسے برش بنائیں</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>خسارہ</translation>
    </message>
    <message>
        <source>Drop any painting here,
or click to choose one</source>
        <translation>کوئی بھی مصوری یہاں چھوڑیں،
یا چننے کے لیے کلک کریں</translation>
    </message>
    <message>
        <source>How to paint</source>
        <translation>کیسے رنگنا ہے</translation>
    </message>
    <message>
        <source>Style weight</source>
        <translation>انداز کا وزن</translation>
    </message>
    <message>
        <source>How much the style pulls</source>
        <translation>انداز کتنا کھینچتا ہے</translation>
    </message>
    <message>
        <source>Content weight</source>
        <translation>مواد کا وزن</translation>
    </message>
    <message>
        <source>How much the photo holds</source>
        <translation>فوٹو کتنی قائم رہتی ہے</translation>
    </message>
    <message>
        <source>Smoothness</source>
        <translation>ہمواری</translation>
    </message>
    <message>
        <source>How much neighbouring pixels are held together</source>
        <translation>پڑوسی پکسل کتنے جڑے رہتے ہیں</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>قدم</translation>
    </message>
    <message>
        <source>How long it paints</source>
        <translation>کتنی دیر رنگتا ہے</translation>
    </message>
    <message>
        <source>Keep the photo&apos;s colours</source>
        <translation>فوٹو کے رنگ رکھیں</translation>
    </message>
    <message>
        <source>Takes light and shade of the painting, and every colour of the photo</source>
        <translation>مصوری سے روشنی اور سایہ، اور فوٹو سے ہر رنگ لیتا ہے</translation>
    </message>
    <message>
        <source>What to begin with</source>
        <translation>کس سے شروع ہو</translation>
    </message>
    <message>
        <source>What the first step finds on the canvas</source>
        <translation>پہلا قدم کینوس پر کیا پاتا ہے</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>شروع کریں</translation>
    </message>
    <message>
        <source>No perceptual model is installed; add one with pinxit models add.</source>
        <translation>کوئی ادراکی ماڈل نصب نہیں؛ pinxit models add سے شامل کریں۔</translation>
    </message>
    <message>
        <source>{minutes:.0f} min</source>
        <translation>‏{minutes:.0f} منٹ</translation>
    </message>
    <message>
        <source>How far the picture is from its goal, step by step</source>
        <translation>تصویر اپنی منزل سے کتنی دور ہے، قدم بہ قدم</translation>
    </message>
    <message>
        <source>Open a photo first: it is the content.</source>
        <translation>پہلے ایک فوٹو کھولیں: وہی مواد ہے۔</translation>
    </message>
    <message>
        <source>Taking the style&apos;s measure…</source>
        <translation>انداز ناپا جا رہا ہے…</translation>
    </message>
    <message>
        <source>{seconds:.0f} s</source>
        <translation>‏{seconds:.0f} سیکنڈ</translation>
    </message>
    <message>
        <source>Choose a style picture to begin.</source>
        <translation>شروع کرنے کے لیے انداز کی تصویر چنیں۔</translation>
    </message>
    <message>
        <source>Loss {loss:.4g} after {count} of {steps} steps</source>
        <translation>‏{steps} میں سے {count} قدموں کے بعد خسارہ {loss:.4g}</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>‏{count} قدم</translation>
    </message>
    <message>
        <source>Soft edges</source>
        <translation>نرم کنارے</translation>
    </message>
    <message>
        <source>How far the edges of the picture fade into what is below</source>
        <translation>تصویر کے کنارے نیچے کی چیزوں میں کہاں تک گھلتے ہیں</translation>
    </message>
    <message>
        <source>pressure</source>
        <translation>دباؤ</translation>
    </message>
    <message>
        <source>tilt</source>
        <translation>جھکاؤ</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>رفتار</translation>
    </message>
    <message>
        <source>Click to paint with it; right-click to save or remove it.</source>
        <translation>اس سے رنگنے کے لیے کلک کریں؛ محفوظ کرنے یا ہٹانے کے لیے دایاں کلک۔</translation>
    </message>
    <message>
        <source>Brush presets</source>
        <translation>محفوظ برش</translation>
    </message>
    <message>
        <source>Click a brush to paint with it; right-click to save or remove it</source>
        <translation>کسی برش پر کلک کر کے اس سے رنگیں؛ محفوظ کرنے یا ہٹانے کے لیے دایاں کلک</translation>
    </message>
    <message>
        <source>Keep this brush</source>
        <translation>یہ برش رکھیں</translation>
    </message>
    <message>
        <source>Keep the brush in hand as a preset</source>
        <translation>ہاتھ میں موجود برش کو محفوظ نسخے کے طور پر رکھیں</translation>
    </message>
    <message>
        <source>Load a brush card</source>
        <translation>برش کارڈ لائیں</translation>
    </message>
    <message>
        <source>Load a brush card: choose it, or drop it here</source>
        <translation>برش کارڈ لائیں: کوئی چنیں، یا یہاں چھوڑیں</translation>
    </message>
    <message>
        <source>Save brush card</source>
        <translation>برش کارڈ محفوظ کریں</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>ہٹائیں</translation>
    </message>
    <message>
        <source>What shall it be called?</source>
        <translation>اس کا نام کیا ہو؟</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>محفوظ برش کا نام</translation>
    </message>
    <message>
        <source>With the styles in hand</source>
        <translation>ہاتھ میں موجود اندازوں سمیت</translation>
    </message>
    <message>
        <source>Taking the preset takes these styles too, where they are on the shelf</source>
        <translation>محفوظ برش لینے سے یہ انداز بھی ہاتھ میں آتے ہیں، اگر شیلف پر ہوں</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>رکھیں</translation>
    </message>
    <message>
        <source>size</source>
        <translation>سائز</translation>
    </message>
    <message>
        <source>opacity</source>
        <translation>غیر شفافیت</translation>
    </message>
    <message>
        <source>flow</source>
        <translation>بہاؤ</translation>
    </message>
    <message>
        <source>A to B</source>
        <translation>‏A سے B</translation>
    </message>
    <message>
        <source>preset</source>
        <translation>محفوظ برش</translation>
    </message>
    <message>
        <source>{size:.0f} px, {hardness:.0%} hard</source>
        <translation>‏{size:.0f} px، سختی {hardness:.0%}</translation>
    </message>
    <message>
        <source>{name} by {source}</source>
        <translation>‏{name} بہ اعتبار {source}</translation>
    </message>
    <message>
        <source>Brush cards</source>
        <translation>برش کارڈ</translation>
    </message>
    <message>
        <source>{title} is on the shelf of brushes, and in your hand.</source>
        <translation>‏{title} برشوں کے شیلف پر ہے، اور آپ کے ہاتھ میں ہے۔</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>نام</translation>
    </message>
    <message>
        <source>flow {share:.0%}</source>
        <translation>بہاؤ {share:.0%}</translation>
    </message>
    <message>
        <source>Save as a card…</source>
        <translation>کارڈ کے طور پر محفوظ کریں…</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>انتخاب</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>نرم کنارہ</translation>
    </message>
    <message>
        <source>How wide the edge of the next selection fades</source>
        <translation>اگلے انتخاب کا کنارہ کتنا چوڑا مدھم ہو</translation>
    </message>
    <message>
        <source>Strokes, fills and gradients stay within it.</source>
        <translation>اسٹروک، بھرائی اور گریڈیئنٹ اس کے اندر رہتے ہیں۔</translation>
    </message>
    <message>
        <source>Drag on the picture. Shift adds to a selection, Alt or Ctrl takes away from it.</source>
        <translation>تصویر پر گھسیٹیں۔ Shift انتخاب میں شامل کرتا ہے، Alt یا Ctrl اس سے نکالتا ہے۔</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>بے نام</translation>
    </message>
    <message>
        <source>This is your work as it was seconds before Pinxit ended. Save it to keep it.</source>
        <translation>یہ آپ کا کام ہے جیسا Pinxit کے بند ہونے سے چند لمحے پہلے تھا۔ اسے رکھنے کے لیے محفوظ کریں۔</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>‏{name} کھل رہی ہے…</translation>
    </message>
    <message>
        <source>Recovering {name}…</source>
        <translation>‏{name} بحال ہو رہی ہے…</translation>
    </message>
    <message>
        <source>Saving {name}…</source>
        <translation>‏{name} محفوظ ہو رہی ہے…</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>‏{name} محفوظ ہو گئی۔</translation>
    </message>
    <message>
        <source>Nothing of the picture lies within this outline.</source>
        <translation>اس خاکے کے اندر تصویر کا کوئی حصہ نہیں۔</translation>
    </message>
    <message>
        <source>Nothing is selected any more; everything is painted on.</source>
        <translation>اب کچھ منتخب نہیں؛ سب پر رنگا جاتا ہے۔</translation>
    </message>
    <message>
        <source>Open a photo…</source>
        <translation>فوٹو کھولیں…</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>سیر کریں</translation>
    </message>
    <message>
        <source>Not saved when Pinxit last ended:</source>
        <translation>‏Pinxit کے پچھلی بار بند ہونے پر محفوظ نہ ہوا:</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>پھینک دیں</translation>
    </message>
    <message>
        <source>Paint with neural brushes</source>
        <translation>نیورل برشوں سے مصوری</translation>
    </message>
    <message>
        <source>Open a photo and repaint it stroke by stroke, in the hand of a painter.</source>
        <translation>فوٹو کھولیں اور اسے اسٹروک بہ اسٹروک کسی مصور کے ہاتھ سے دوبارہ رنگیں۔</translation>
    </message>
    <message>
        <source>or drop a picture anywhere in this window</source>
        <translation>یا کوئی تصویر اس ونڈو میں کہیں بھی چھوڑیں</translation>
    </message>
    <message>
        <source>Recover · {when}</source>
        <translation>بحال کریں · {when}</translation>
    </message>
    <message>
        <source>Give up {name} as it was before the crash</source>
        <translation>‏{name} کو، جیسی خرابی سے پہلے تھی، چھوڑ دیں</translation>
    </message>
    <message>
        <source>Sample picture</source>
        <translation>نمونے کی تصویر</translation>
    </message>
    <message>
        <source>Comes with Pinxit</source>
        <translation>‏Pinxit کے ساتھ آتی ہے</translation>
    </message>
    <message>
        <source>Leave the tour</source>
        <translation>سیر چھوڑیں</translation>
    </message>
    <message>
        <source>Help brings it back at any time</source>
        <translation>مدد سے کسی بھی وقت واپس آ سکتی ہے</translation>
    </message>
    <message>
        <source>Skip this</source>
        <translation>اسے چھوڑیں</translation>
    </message>
    <message>
        <source>Go on without trying it</source>
        <translation>آزمائے بغیر آگے بڑھیں</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>ہو گیا</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>‏{count} میں سے {number}</translation>
    </message>
    <message>
        <source>the menu</source>
        <translation>مینو</translation>
    </message>
    <message>
        <source>A picture to paint on</source>
        <translation>رنگنے کے لیے ایک تصویر</translation>
    </message>
    <message>
        <source>Open a photo of your own, or click the sample picture. It is never changed: paint lies over it.</source>
        <translation>اپنی کوئی فوٹو کھولیں، یا نمونے کی تصویر پر کلک کریں۔ وہ کبھی نہیں بدلتی: رنگ اس کے اوپر رہتا ہے۔</translation>
    </message>
    <message>
        <source>Take a brush</source>
        <translation>برش اٹھائیں</translation>
    </message>
    <message>
        <source>Each of these paints in the hand of a painter. Click one.</source>
        <translation>ان میں سے ہر ایک کسی مصور کے ہاتھ سے رنگتا ہے۔ کسی ایک پر کلک کریں۔</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>رنگیں</translation>
    </message>
    <message>
        <source>Nothing of the picture but what the content weight brings back</source>
        <translation>تصویر میں سے صرف وہ جو مواد کا وزن واپس لائے</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>ایڈم</translation>
    </message>
    <message>
        <source>Steady steps; good at any size</source>
        <translation>ہموار قدم؛ ہر سائز پر اچھا</translation>
    </message>
    <message>
        <source>L-BFGS</source>
        <translation>ایل بی ایف جی ایس</translation>
    </message>
    <message>
        <source>Fewer steps to the same loss; looks farther ahead</source>
        <translation>اسی فرق تک کم قدم؛ آگے دور تک دیکھتا ہے</translation>
    </message>
    <message>
        <source>Gram matrices</source>
        <translation>گرام میٹرکس</translation>
    </message>
    <message>
        <source>What Gatys&apos; method compares: which strokes and colours come together</source>
        <translation>جس کا Gatys کا طریقہ موازنہ کرتا ہے: کون سی ضربیں اور رنگ اکٹھے آتے ہیں</translation>
    </message>
    <message>
        <source>Wasserstein</source>
        <translation>واسرسٹائن</translation>
    </message>
    <message>
        <source>How far paint would have to be moved; slower, often richer</source>
        <translation>رنگ کو کتنی دور لے جانا پڑے گا؛ سست، اکثر زیادہ بھرپور</translation>
    </message>
    <message>
        <source>Style pictures</source>
        <translation>انداز کی تصویریں</translation>
    </message>
    <message>
        <source>Add a style picture</source>
        <translation>انداز کی تصویر شامل کریں</translation>
    </message>
    <message>
        <source>The paintings whose style is taken: drop them here, or click to choose a file</source>
        <translation>وہ پینٹنگز جن کا انداز لیا جاتا ہے: یہاں ڈالیں، یا فائل چننے کے لیے کلک کریں</translation>
    </message>
    <message>
        <source>Paints what is selected, or all of the picture, as a new layer</source>
        <translation>منتخب حصے، یا پوری تصویر کو نئی تہہ کے طور پر پینٹ کرتا ہے</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>وقفہ</translation>
    </message>
    <message>
        <source>Stops; it can go on later, even after Pinxit was closed</source>
        <translation>رک جاتا ہے؛ بعد میں جاری رہ سکتا ہے، Pinxit بند ہونے کے بعد بھی</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>جاری رکھیں</translation>
    </message>
    <message>
        <source>Goes on with the layer in hand from where it stopped</source>
        <translation>ہاتھ کی تہہ کو وہیں سے جاری رکھتا ہے جہاں رکی تھی</translation>
    </message>
    <message>
        <source>Keeps the picture as it is, and gives up what it takes to go on</source>
        <translation>تصویر کو ویسا ہی رکھتا ہے، اور جاری رکھنے کا سامان چھوڑ دیتا ہے</translation>
    </message>
    <message>
        <source>What is painted</source>
        <translation>کیا پینٹ ہوتا ہے</translation>
    </message>
    <message>
        <source>What the painting is to show: the photo, or all layers</source>
        <translation>پینٹنگ کیا دکھائے: فوٹو، یا تمام تہیں</translation>
    </message>
    <message>
        <source>Style scale</source>
        <translation>انداز کا پیمانہ</translation>
    </message>
    <message>
        <source>2 shows the strokes of the style twice as large</source>
        <translation>2 انداز کی ضربیں دگنی بڑی دکھاتا ہے</translation>
    </message>
    <message>
        <source>Long side at which it is painted; it is laid over its place on the canvas whatever that is</source>
        <translation>لمبا رخ جس پر پینٹ ہوتا ہے؛ کینوس پر اپنی جگہ پر بچھایا جاتا ہے، وہ جتنی بھی ہو</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>طریقہ</translation>
    </message>
    <message>
        <source>How the picture is moved towards its goal</source>
        <translation>تصویر اپنے ہدف کی طرف کیسے بڑھتی ہے</translation>
    </message>
    <message>
        <source>Distance of styles</source>
        <translation>اندازوں کا فاصلہ</translation>
    </message>
    <message>
        <source>How two styles are compared</source>
        <translation>دو اندازوں کا موازنہ کیسے ہوتا ہے</translation>
    </message>
    <message>
        <source>Coarse to fine</source>
        <translation>موٹے سے باریک</translation>
    </message>
    <message>
        <source>Begins small and doubles the size: larger shapes, and sooner there</source>
        <translation>چھوٹا شروع کر کے سائز دگنا کرتا ہے: بڑی شکلیں، اور جلد تکمیل</translation>
    </message>
    <message>
        <source>Average of the last steps</source>
        <translation>آخری قدموں کی اوسط</translation>
    </message>
    <message>
        <source>Shows the mean of the last steps instead of the newest: calmer</source>
        <translation>تازہ ترین کے بجائے آخری قدموں کی اوسط دکھاتا ہے: زیادہ پرسکون</translation>
    </message>
    <message>
        <source>All</source>
        <translation>سب</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>انداز</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>مواد</translation>
    </message>
    <message>
        <source>Stopped after {step} of {steps} steps; it can go on.</source>
        <translation>{steps} میں سے {step} قدموں کے بعد رکا؛ جاری رہ سکتا ہے۔</translation>
    </message>
    <message>
        <source>Reshape by</source>
        <translation>شکل بدلیں</translation>
    </message>
    <message>
        <source>How far the selection grows, shrinks, and how wide its border or its softness is</source>
        <translation>انتخاب کتنا بڑھے یا گھٹے، اور اس کا حاشیہ یا نرمی کتنی چوڑی ہو</translation>
    </message>
    <message>
        <source>Stamp</source>
        <translation>مہر</translation>
    </message>
    <message>
        <source>The picture that the stamp begins with</source>
        <translation>وہ تصویر جس سے مہر شروع ہوتی ہے</translation>
    </message>
    <message>
        <source>Another way</source>
        <translation>کوئی اور راستہ</translation>
    </message>
    <message>
        <source>Lets the pictures drift elsewhere</source>
        <translation>تصویروں کو کہیں اور بہنے دیتا ہے</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>بہاؤ</translation>
    </message>
    <message>
        <source>How much the picture changes from dab to dab</source>
        <translation>ایک چھاپ سے اگلی تک تصویر کتنی بدلتی ہے</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>بکھراؤ</translation>
    </message>
    <message>
        <source>How far dabs may lie off the stroke, as a share of the size</source>
        <translation>چھاپیں لکیر سے کتنی دور ہو سکتی ہیں، سائز کے حصے کے طور پر</translation>
    </message>
    <message>
        <source>Turn with the stroke</source>
        <translation>لکیر کے ساتھ مڑیں</translation>
    </message>
    <message>
        <source>Pictures turn to where the stroke goes</source>
        <translation>تصویریں ادھر مڑتی ہیں جدھر لکیر جاتی ہے</translation>
    </message>
    <message>
        <source>Each stroke begins anew</source>
        <translation>ہر لکیر نئے سرے سے شروع ہو</translation>
    </message>
    <message>
        <source>With the same picture; otherwise it goes on where the last one ended</source>
        <translation>اسی تصویر سے؛ ورنہ وہاں سے آگے بڑھتی ہے جہاں پچھلی ختم ہوئی</translation>
    </message>
    <message>
        <source>Paint with styles again</source>
        <translation>پھر سے اندازوں سے رنگیں</translation>
    </message>
    <message>
        <source>Puts the stamp away</source>
        <translation>مہر رکھ دیتا ہے</translation>
    </message>
    <message>
        <source>Size, hardness and opacity are the brush&apos;s.</source>
        <translation>سائز، سختی اور دھندلاپن برش کے ہیں۔</translation>
    </message>
    <message>
        <source>Click to paint with it, Ctrl+click to take it as style B.</source>
        <translation>اس سے رنگنے کے لیے کلک کریں، انداز B کے طور پر لینے کے لیے Ctrl کے ساتھ کلک۔</translation>
    </message>
    <message>
        <source>Style brushes</source>
        <translation>انداز کے برش</translation>
    </message>
    <message>
        <source>Click a style to paint with it, Ctrl+click another one to mix it in</source>
        <translation>کسی انداز پر کلک کر کے اس سے رنگیں، Ctrl کے ساتھ کلک سے دوسرا ملائیں</translation>
    </message>
    <message>
        <source>New brush from a picture</source>
        <translation>تصویر سے نیا برش</translation>
    </message>
    <message>
        <source>New brush from a picture: choose one, or drop it here</source>
        <translation>تصویر سے نیا برش: کوئی چنیں، یا یہاں چھوڑیں</translation>
    </message>
    <message>
        <source>Mix</source>
        <translation>آمیزش</translation>
    </message>
    <message>
        <source>Backspace in a polygon</source>
        <translation>کثیر الاضلاع میں Backspace</translation>
    </message>
    <message>
        <source>Take its last corner back</source>
        <translation>اس کا آخری کونا واپس لیں</translation>
    </message>
    <message>
        <source>The photo&apos;s inks (CMYK)</source>
        <translation>تصویر کی اپنی سیاہیاں (CMYK)</translation>
    </message>
    <message>
        <source>The photo is of greys, and stays so as PNG, JPEG or TIFF if nothing coloured was painted. Else it is written in sRGB, or the profile chosen here.</source>
        <translation>یہ تصویر سرمئی ہے، اور اگر کوئی رنگ نہ لگایا گیا تو PNG، JPEG یا TIFF میں سرمئی ہی رہتی ہے۔ ورنہ sRGB میں، یا یہاں چنے گئے پروفائل میں لکھی جاتی ہے۔</translation>
    </message>
    <message>
        <source>How much of style B</source>
        <translation>انداز B کتنا</translation>
    </message>
    <message>
        <source>Choose a picture that is white where the style is painted</source>
        <translation>ایسی تصویر چنیں جو وہاں سفید ہو جہاں انداز پینٹ ہونا ہے</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>گنجائش</translation>
    </message>
    <message>
        <source>How far colours may be from the one that is clicked</source>
        <translation>رنگ کلک کیے گئے رنگ سے کتنے مختلف ہو سکتے ہیں</translation>
    </message>
    <message>
        <source>Only what hangs together</source>
        <translation>صرف وہی جو جڑا ہوا ہے</translation>
    </message>
    <message>
        <source>Leaves out the same colour in other places of the photo</source>
        <translation>تصویر کی دوسری جگہوں پر وہی رنگ چھوڑ دیتا ہے</translation>
    </message>
    <message>
        <source>Click the corners. Enter or a double click closes, Backspace takes the last one back.</source>
        <translation>کونوں پر کلک کریں۔ Enter یا ڈبل کلک بند کرتا ہے، Backspace آخری کونا واپس لیتا ہے۔</translation>
    </message>
    <message>
        <source>Click a colour of the photo. Shift adds to a selection, Alt or Ctrl takes away from it.</source>
        <translation>تصویر کے کسی رنگ پر کلک کریں۔ Shift انتخاب میں اضافہ کرتا ہے، Alt یا Ctrl اس میں سے کم کرتا ہے۔</translation>
    </message>
    <message>
        <source>No style brushes are installed. Train one with pinxit-train style, or drop a style card here.</source>
        <translation>انداز کے کوئی برش نصب نہیں۔ pinxit-train style سے سکھائیں، یا انداز کا کارڈ یہاں چھوڑیں۔</translation>
    </message>
    <message>
        <source>One even mix</source>
        <translation>ایک یکساں آمیزش</translation>
    </message>
    <message>
        <source>Share of {name}</source>
        <translation>‏{name} کا حصہ</translation>
    </message>
    <message>
        <source>Along arcs</source>
        <translation>قوسوں پر</translation>
    </message>
    <message>
        <source>The shortest way that stays among likely pictures</source>
        <translation>سب سے چھوٹا راستہ جو ممکنہ تصویروں میں رہے</translation>
    </message>
    <message>
        <source>In curves</source>
        <translation>خم دار</translation>
    </message>
    <message>
        <source>Through all keyframes without a kink</source>
        <translation>تمام کلیدی فریموں سے بغیر جھٹکے کے</translation>
    </message>
    <message>
        <source>The plain mix of both</source>
        <translation>دونوں کا سادہ آمیزہ</translation>
    </message>
    <message>
        <source>Own paces</source>
        <translation>اپنی اپنی رفتار</translation>
    </message>
    <message>
        <source>Every keyframe has the pace that it was given</source>
        <translation>ہر کلیدی فریم کی وہی رفتار ہے جو اسے دی گئی</translation>
    </message>
    <message>
        <source>No walk</source>
        <translation>کوئی سیر نہیں</translation>
    </message>
    <message>
        <source>The film goes from keyframe to keyframe</source>
        <translation>فلم ایک کلیدی فریم سے دوسرے تک جاتی ہے</translation>
    </message>
    <message>
        <source>Wandering</source>
        <translation>آوارہ گردی</translation>
    </message>
    <message>
        <source>Strays about, around the keyframes or without any</source>
        <translation>کلیدی فریموں کے گرد یا ان کے بغیر اِدھر اُدھر بھٹکتی ہے</translation>
    </message>
    <message>
        <source>In a circle</source>
        <translation>دائرے میں</translation>
    </message>
    <message>
        <source>Goes round, around the keyframes or without any</source>
        <translation>کلیدی فریموں کے گرد یا ان کے بغیر چکر لگاتی ہے</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>ٹائم لائن</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>چلائیں</translation>
    </message>
    <message>
        <source>Plays the film, or stops it</source>
        <translation>فلم چلاتا ہے، یا روکتا ہے</translation>
    </message>
    <message>
        <source>Sets a keyframe of the picture in hand, where the playhead is</source>
        <translation>ہاتھ کی تصویر کا کلیدی فریم وہاں لگاتا ہے جہاں نشان ہے</translation>
    </message>
    <message>
        <source>Key the style</source>
        <translation>انداز کی کلید</translation>
    </message>
    <message>
        <source>Sets a keyframe of the brush in hand: the frames are painted with it</source>
        <translation>ہاتھ کے برش کا کلیدی فریم لگاتا ہے: فریم اسی سے رنگے جاتے ہیں</translation>
    </message>
    <message>
        <source>Makes a film of how you moved through the pictures in the last minute</source>
        <translation>پچھلے منٹ میں تصویروں میں آپ کی سیر کی فلم بناتا ہے</translation>
    </message>
    <message>
        <source>Export a film…</source>
        <translation>فلم برآمد کریں…</translation>
    </message>
    <message>
        <source>Writes MP4, WebM, GIF, WebP or PNG pictures</source>
        <translation>MP4، WebM، GIF، WebP یا PNG تصویریں لکھتا ہے</translation>
    </message>
    <message>
        <source>The film comes back to its start</source>
        <translation>فلم اپنے آغاز پر لوٹتی ہے</translation>
    </message>
    <message>
        <source>How long the film is; keyframes keep their place in the whole</source>
        <translation>فلم کتنی لمبی ہے؛ کلیدی فریم اپنی نسبتی جگہ رکھتے ہیں</translation>
    </message>
    <message>
        <source>Way between keyframes</source>
        <translation>کلیدی فریموں کے درمیان راستہ</translation>
    </message>
    <message>
        <source>How pictures go from one keyframe to the next</source>
        <translation>تصویریں ایک کلیدی فریم سے اگلے تک کیسے جائیں</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>رفتار</translation>
    </message>
    <message>
        <source>How time goes from every keyframe to the next</source>
        <translation>ہر کلیدی فریم سے اگلے تک وقت کیسے گزرتا ہے</translation>
    </message>
    <message>
        <source>Opens a saved timeline, or that of a film</source>
        <translation>محفوظ ٹائم لائن، یا کسی فلم کی ٹائم لائن کھولتا ہے</translation>
    </message>
    <message>
        <source>Save the timeline</source>
        <translation>ٹائم لائن محفوظ کریں</translation>
    </message>
    <message>
        <source>Writes the timeline into a file of its own</source>
        <translation>ٹائم لائن کو اپنی فائل میں لکھتا ہے</translation>
    </message>
    <message>
        <source>Takes all keyframes away</source>
        <translation>تمام کلیدی فریم ہٹاتا ہے</translation>
    </message>
    <message>
        <source>A walk of the generator&apos;s own, which stays among likely pictures</source>
        <translation>جنریٹر کی اپنی سیر، جو ممکنہ تصویروں ہی میں رہتی ہے</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>مقدار</translation>
    </message>
    <message>
        <source>How far the walk leads from the keyframes; with none it is all there is to see</source>
        <translation>سیر کلیدی فریموں سے کتنی دور لے جاتی ہے؛ ان کے بغیر بس سیر ہی نظر آتی ہے</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>چکر</translation>
    </message>
    <message>
        <source>How often the circle is gone round, or how quickly the wandering changes</source>
        <translation>دائرے کے کتنے چکر لگتے ہیں، یا آوارہ گردی کتنی جلدی بدلتی ہے</translation>
    </message>
    <message>
        <source>Another walk</source>
        <translation>کوئی اور سیر</translation>
    </message>
    <message>
        <source>Draws another walk of the same kind</source>
        <translation>اسی قسم کی ایک اور سیر نکالتا ہے</translation>
    </message>
    <message>
        <source>The pace from every keyframe to the next</source>
        <translation>ہر کلیدی فریم سے اگلے تک کی رفتار</translation>
    </message>
    <message>
        <source>Timelines</source>
        <translation>ٹائم لائنیں</translation>
    </message>
    <message>
        <source>Take a picture layer in hand to move it.</source>
        <translation>ہلانے کے لیے تصویر کی کوئی تہہ ہاتھ میں لیں۔</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>چھوڑا ہوا</translation>
    </message>
    <message>
        <source>Nothing that was dropped there names a picture of this generator.</source>
        <translation>جو چھوڑا گیا اس میں اس جنریٹر کی کوئی تصویر نہیں۔</translation>
    </message>
    <message>
        <source>That belongs to {name}, not to what is open here.</source>
        <translation>یہ {name} کا ہے، جو یہاں کھلا ہے اس کا نہیں۔</translation>
    </message>
    <message>
        <source>An autosave is damaged and cannot be recovered; what is left of it is kept in {folder}.</source>
        <translation>ایک خودکار محفوظ شدہ فائل خراب ہے اور بحال نہیں ہو سکتی؛ جو کچھ بچا ہے وہ {folder} میں رکھا ہے۔</translation>
    </message>
    <message>
        <source>The layer is gone; nothing was done to it.</source>
        <translation>تہہ جا چکی ہے؛ اس پر کچھ نہیں کیا گیا۔</translation>
    </message>
    <message>
        <source>a photo</source>
        <translation>کوئی فوٹو</translation>
    </message>
    <message>
        <source>Looking for the photo…</source>
        <translation>فوٹو ڈھونڈی جا رہی ہے…</translation>
    </message>
    <message>
        <source>Painted again, stroke by stroke: every layer is there.</source>
        <translation>اسٹروک بہ اسٹروک دوبارہ رنگی گئی: ہر تہہ موجود ہے۔</translation>
    </message>
    <message>
        <source>{name} knows how it was painted. Steps: {count}, on {photo}.</source>
        <translation>‏{name} جانتی ہے کہ وہ کیسے رنگی گئی۔ قدم: {count}، فوٹو: {photo}۔</translation>
    </message>
    <message>
        <source>Painting {name} again…</source>
        <translation>‏{name} دوبارہ رنگی جا رہی ہے…</translation>
    </message>
    <message>
        <source>Main trait</source>
        <translation>بنیادی خاصیت</translation>
    </message>
    <message>
        <source>Further trait</source>
        <translation>مزید خاصیت</translation>
    </message>
    <message>
        <source>Selecting…</source>
        <translation>منتخب کیا جا رہا ہے…</translation>
    </message>
    <message>
        <source>Nothing is selected that could be reshaped; select something first.</source>
        <translation>کچھ منتخب نہیں جس کی شکل بدلی جائے؛ پہلے کچھ منتخب کریں۔</translation>
    </message>
    <message>
        <source>Nothing was left of the selection; everything is painted on.</source>
        <translation>انتخاب میں کچھ نہیں بچا؛ اب ہر جگہ رنگا جائے گا۔</translation>
    </message>
    <message>
        <source>Find a picture in the generator first; then it can be a stamp.</source>
        <translation>پہلے جنریٹر میں کوئی تصویر ڈھونڈیں؛ پھر وہ مہر بن سکتی ہے۔</translation>
    </message>
    <message>
        <source>What runs the networks</source>
        <translation>نیٹ ورک کس پر چلتے ہیں</translation>
    </message>
    <message>
        <source>Time that the last stylized tile took</source>
        <translation>پچھلی ٹائل رنگنے میں لگا وقت</translation>
    </message>
    <message>
        <source>Memory that undo holds</source>
        <translation>واپسی کے لیے رکھی میموری</translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation>تصویر کا سائز</translation>
    </message>
    <message>
        <source>How the view is turned or mirrored</source>
        <translation>منظر کتنا گھوما یا پلٹا ہوا ہے</translation>
    </message>
    <message>
        <source>Screen pixels for one pixel of the picture</source>
        <translation>تصویر کے ایک پکسل کے لیے اسکرین کے پکسل</translation>
    </message>
    <message>
        <source>Runs on {provider}</source>
        <translation>‏{provider} پر چلتا ہے</translation>
    </message>
    <message>
        <source>{time:.0f} ms a tile</source>
        <translation>فی ٹائل {time:.0f} ms</translation>
    </message>
    <message>
        <source>Undo {size:.1f} MB</source>
        <translation>واپسی {size:.1f} MB</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>پلٹا ہوا</translation>
    </message>
    <message>
        <source>My brush</source>
        <translation>میرا برش</translation>
    </message>
    <message>
        <source>Mix {seed}</source>
        <translation>آمیزہ {seed}</translation>
    </message>
    <message>
        <source>Draw over the picture with mouse or pen. What you touch is painted anew, stroke by stroke.</source>
        <translation>ماؤس یا قلم سے تصویر پر کھینچیں۔ جسے آپ چھوئیں وہ اسٹروک بہ اسٹروک نئے سرے سے رنگا جاتا ہے۔</translation>
    </message>
    <message>
        <source>As large as you like</source>
        <translation>جتنا بڑا آپ چاہیں</translation>
    </message>
    <message>
        <source>Nothing is final</source>
        <translation>کچھ بھی حتمی نہیں</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>پہلے اور بعد</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>اسے سنبھال لیں</translation>
    </message>
    <message>
        <source>Press {smaller} or {larger}, drag this slider, or hold Shift and drag on the picture.</source>
        <translation>‏{smaller} یا {larger} دبائیں، یہ سلائیڈر گھسیٹیں، یا Shift دبا کر تصویر پر گھسیٹیں۔</translation>
    </message>
    <message>
        <source>{undo} takes the last step back; the history lists them all. Try it.</source>
        <translation>‏{undo} آخری قدم واپس لیتا ہے؛ سرگزشت میں سب درج ہیں۔ آزما کر دیکھیں۔</translation>
    </message>
    <message>
        <source>{compare} shows the photo as it was, and the painting again; so does C while you hold it.</source>
        <translation>‏{compare} فوٹو کو پہلی حالت میں دکھاتا ہے، اور پھر رنگی ہوئی؛ C دبائے رکھنے سے بھی یہی ہوتا ہے۔</translation>
    </message>
    <message>
        <source>{save} keeps everything, every stroke of it; Export makes a picture to show. {keys} lists all keys, and {palette} finds any command by its name. Have a good time!</source>
        <translation>‏{save} سب کچھ محفوظ رکھتا ہے، ہر اسٹروک سمیت؛ برآمد سے دکھانے کی تصویر بنتی ہے۔ {keys} تمام کلیدیں دکھاتا ہے، اور {palette} کوئی بھی کمانڈ نام سے ڈھونڈتا ہے۔ لطف اٹھائیں!</translation>
    </message>
    <message>
        <source>A generator</source>
        <translation>ایک جنریٹر</translation>
    </message>
    <message>
        <source>Learns to draw pictures like those of a folder</source>
        <translation>فولڈر جیسی تصویریں بنانا سیکھتا ہے</translation>
    </message>
    <message>
        <source>Learns to paint photos in the style of paintings</source>
        <translation>فوٹو کو پینٹنگز کے انداز میں پینٹ کرنا سیکھتا ہے</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>فولڈر چنیں</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>تربیت</translation>
    </message>
    <message>
        <source>What to train</source>
        <translation>کیا سکھانا ہے</translation>
    </message>
    <message>
        <source>What the run makes</source>
        <translation>یہ کام کیا بناتا ہے</translation>
    </message>
    <message>
        <source>A folder of pictures to learn from</source>
        <translation>سیکھنے کی تصویروں کا فولڈر</translation>
    </message>
    <message>
        <source>Paintings</source>
        <translation>پینٹنگز</translation>
    </message>
    <message>
        <source>A folder of paintings, each of which becomes a style</source>
        <translation>پینٹنگز کا فولڈر، ہر ایک ایک انداز بنتی ہے</translation>
    </message>
    <message>
        <source>Run folder</source>
        <translation>کام کا فولڈر</translation>
    </message>
    <message>
        <source>Where everything of the run is kept; it goes on from there</source>
        <translation>جہاں کام کا سب کچھ رکھا جاتا ہے؛ وہیں سے جاری رہتا ہے</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>پیش ترتیب</translation>
    </message>
    <message>
        <source>Where the options come from: a preset, or a .toml file</source>
        <translation>اختیارات کہاں سے آتے ہیں: پیش ترتیب، یا ایک ‎.toml فائل</translation>
    </message>
    <message>
        <source>Looks through</source>
        <translation>کس سے دیکھتا ہے</translation>
    </message>
    <message>
        <source>The networks that losses look through: pinxit is our own, or name a folder of weights</source>
        <translation>وہ نیٹ ورک جن سے فرق دیکھے جاتے ہیں: pinxit ہمارا اپنا ہے، یا وزن کے فولڈر کا نام دیں</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>مزید اختیارات</translation>
    </message>
    <message>
        <source>As on the command line, such as --set batch_size=16</source>
        <translation>جیسے کمانڈ لائن پر، مثلاً ‎--set batch_size=16</translation>
    </message>
    <message>
        <source>The run</source>
        <translation>کام</translation>
    </message>
    <message>
        <source>Begins to train in a process of its own</source>
        <translation>اپنے الگ عمل میں تربیت شروع کرتا ہے</translation>
    </message>
    <message>
        <source>Writes a checkpoint and ends; it can go on</source>
        <translation>چیک پوائنٹ لکھ کر ختم ہوتا ہے؛ جاری رہ سکتا ہے</translation>
    </message>
    <message>
        <source>Goes on from the last checkpoint</source>
        <translation>آخری چیک پوائنٹ سے جاری رہتا ہے</translation>
    </message>
    <message>
        <source>Watch a run…</source>
        <translation>کوئی کام دیکھیں…</translation>
    </message>
    <message>
        <source>Watches the run of a folder, whoever began it</source>
        <translation>فولڈر کا کام دیکھتا ہے، جس نے بھی شروع کیا ہو</translation>
    </message>
    <message>
        <source>Load each checkpoint</source>
        <translation>ہر چیک پوائنٹ لوڈ کریں</translation>
    </message>
    <message>
        <source>Exports each checkpoint and shows it: in the generator&apos;s room, or on the shelf of brushes</source>
        <translation>ہر چیک پوائنٹ برآمد کر کے دکھاتا ہے: جنریٹر کے کمرے میں، یا برشوں کے شیلف پر</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>اعداد</translation>
    </message>
    <message>
        <source>How the run goes, report by report</source>
        <translation>کام کیسا جا رہا ہے، رپورٹ بہ رپورٹ</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>عدد</translation>
    </message>
    <message>
        <source>Which figure of the run is drawn</source>
        <translation>کام کا کون سا عدد کھینچا جائے</translation>
    </message>
    <message>
        <source>What the run draws appears here.</source>
        <translation>کام جو بناتا ہے یہاں نظر آتا ہے۔</translation>
    </message>
    <message>
        <source>The newest samples</source>
        <translation>تازہ ترین نمونے</translation>
    </message>
    <message>
        <source>Watch a run</source>
        <translation>کوئی کام دیکھیں</translation>
    </message>
    <message>
        <source>trains</source>
        <translation>سیکھ رہا ہے</translation>
    </message>
    <message>
        <source>rests</source>
        <translation>رکا ہوا ہے</translation>
    </message>
    <message>
        <source>What</source>
        <translation>کیا</translation>
    </message>
    <message>
        <source>Name the folders first: what is learned from, and where the run is kept.</source>
        <translation>پہلے فولڈر بتائیں: کس سے سیکھنا ہے، اور کام کہاں رکھنا ہے۔</translation>
    </message>
    <message>
        <source>The options have a quotation mark too many or too few.</source>
        <translation>اختیارات میں ایک واوین زیادہ یا کم ہے۔</translation>
    </message>
    <message>
        <source>{name} {state}: {done:g} of {total:g} {unit}</source>
        <translation>{name} {state}: {total:g} میں سے {done:g} {unit}</translation>
    </message>
    <message>
        <source>The newest checkpoint of {name} is loaded.</source>
        <translation>{name} کا تازہ ترین چیک پوائنٹ لوڈ ہو گیا۔</translation>
    </message>
    <message>
        <source>{name} is beginning…</source>
        <translation>{name} شروع ہو رہا ہے…</translation>
    </message>
    <message>
        <source>Choose a seed</source>
        <translation>بیج چنیں</translation>
    </message>
    <message>
        <source>Move along a direction</source>
        <translation>سمت میں حرکت</translation>
    </message>
    <message>
        <source>Choose a sample</source>
        <translation>نمونہ چنیں</translation>
    </message>
    <message>
        <source>Choose a place</source>
        <translation>جگہ چنیں</translation>
    </message>
    <message>
        <source>Go to what was found</source>
        <translation>جو ملا اس پر جائیں</translation>
    </message>
    <message>
        <source>Go back to a picture</source>
        <translation>تصویر پر واپس جائیں</translation>
    </message>
    <message>
        <source>Mix layers</source>
        <translation>پرتیں ملائیں</translation>
    </message>
    <message>
        <source>Seed {seed}, held</source>
        <translation>بیج {seed}، قائم</translation>
    </message>
    <message>
        <source>Choose an end of the walk</source>
        <translation>سیر کا سرا چنیں</translation>
    </message>
    <message>
        <source>Click to fold or unfold</source>
        <translation>سمیٹنے یا کھولنے کے لیے کلک کریں</translation>
    </message>
    <message>
        <source>Folds the card</source>
        <translation>کارڈ کو سمیٹتا ہے</translation>
    </message>
    <message>
        <source>Left: a light touch, right: a firm one; upwards: more of it.
Drag the points, click to add one, double-click to take one away.</source>
        <translation>بائیں: ہلکا لمس، دائیں: مضبوط؛ اوپر کی طرف زیادہ۔
نقطے گھسیٹیں، شامل کرنے کے لیے کلک کریں، ہٹانے کے لیے ڈبل کلک۔</translation>
    </message>
    <message>
        <source>Straight</source>
        <translation>سیدھا</translation>
    </message>
    <message>
        <source>A straight line from nothing to all</source>
        <translation>کچھ نہیں سے سب تک سیدھی لکیر</translation>
    </message>
    <message>
        <source>{name}: opens the curve</source>
        <translation>‏{name}: خط کھولتا ہے</translation>
    </message>
    <message>
        <source>Always the same</source>
        <translation>ہمیشہ یکساں</translation>
    </message>
    <message>
        <source>Nothing changes it while you draw</source>
        <translation>کھینچتے ہوئے کچھ اسے نہیں بدلتا</translation>
    </message>
    <message>
        <source>Pen pressure</source>
        <translation>قلم کا دباؤ</translation>
    </message>
    <message>
        <source>The firmer the pen, the further along the curve; a mouse presses firmly</source>
        <translation>قلم جتنا مضبوط، خط پر اتنا آگے؛ ماؤس کا دباؤ مضبوط گنا جاتا ہے</translation>
    </message>
    <message>
        <source>Pen tilt</source>
        <translation>قلم کا جھکاؤ</translation>
    </message>
    <message>
        <source>The flatter the pen, the further along the curve</source>
        <translation>قلم جتنا لیٹا ہو، خط پر اتنا آگے</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>رفتار</translation>
    </message>
    <message>
        <source>The faster the hand, the further along the curve; with a mouse too</source>
        <translation>ہاتھ جتنا تیز، خط پر اتنا آگے؛ ماؤس سے بھی</translation>
    </message>
    <message>
        <source>{name} follows</source>
        <translation>‏{name} کس کے تابع ہے</translation>
    </message>
    <message>
        <source>What “{name}” follows while you draw</source>
        <translation>کھینچتے ہوئے “{name}” کس کے تابع ہے</translation>
    </message>
    <message>
        <source>{name} along the curve</source>
        <translation>‏{name} خط کے ساتھ</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>پیغام بند کریں</translation>
    </message>
    <message>
        <source>Picture {index} of {count}</source>
        <translation>‏{count} میں سے تصویر {index}</translation>
    </message>
    <message>
        <source>{first} mixed with {second}</source>
        <translation>‏{first} جس میں {second} ملا ہے</translation>
    </message>
    <message>
        <source>Drag to change, double-click to type.</source>
        <translation>بدلنے کے لیے گھسیٹیں، لکھنے کے لیے ڈبل کلک کریں۔</translation>
    </message>
    <message>
        <source>choose one</source>
        <translation>کوئی چنیں</translation>
    </message>
    <message>
        <source>Style A: what you paint with. Click, then choose it on the shelf.</source>
        <translation>انداز A: جس سے آپ رنگتے ہیں۔ کلک کریں، پھر شیلف سے چنیں۔</translation>
    </message>
    <message>
        <source>none</source>
        <translation>کوئی نہیں</translation>
    </message>
    <message>
        <source>Style B: what A is mixed with, or slides to along a stroke. Click, then choose it on the shelf.
X swaps both; D or a right click takes B away.</source>
        <translation>انداز B: جو A میں ملتا ہے، یا جس کی طرف اسٹروک کے ساتھ ساتھ بدلتا ہے۔ کلک کریں، پھر شیلف سے چنیں۔
‏X دونوں کو بدلتا ہے؛ D یا دایاں کلک B کو ہٹاتا ہے۔</translation>
    </message>
    <message>
        <source>Style {letter}: {value}</source>
        <translation>انداز {letter}: {value}</translation>
    </message>
    <message>
        <source>How much this style counts among all</source>
        <translation>سب میں اس انداز کا کتنا حصہ ہے</translation>
    </message>
    <message>
        <source>Remove this style</source>
        <translation>یہ انداز ہٹائیں</translation>
    </message>
    <message>
        <source>Where this style is painted: everywhere; click to choose a region for it</source>
        <translation>یہ انداز کہاں پینٹ ہوتا ہے: ہر جگہ؛ اس کے لیے حصہ چننے کو کلک کریں</translation>
    </message>
    <message>
        <source>Where this style is painted: where this is white; click to choose another region</source>
        <translation>یہ انداز کہاں پینٹ ہوتا ہے: جہاں یہ سفید ہے؛ کوئی اور حصہ چننے کو کلک کریں</translation>
    </message>
    <message>
        <source>Paint inside the selection</source>
        <translation>انتخاب کے اندر پینٹ کریں</translation>
    </message>
    <message>
        <source>Paint where a picture is white…</source>
        <translation>جہاں کوئی تصویر سفید ہو وہاں پینٹ کریں…</translation>
    </message>
    <message>
        <source>Paint everywhere else</source>
        <translation>باقی ہر جگہ پینٹ کریں</translation>
    </message>
    <message>
        <source>Where {name} is painted</source>
        <translation>{name} کہاں پینٹ ہوتا ہے</translation>
    </message>
    <message>
        <source>Even</source>
        <translation>یکساں</translation>
    </message>
    <message>
        <source>Begin slowly</source>
        <translation>آہستہ شروع</translation>
    </message>
    <message>
        <source>End slowly</source>
        <translation>آہستہ ختم</translation>
    </message>
    <message>
        <source>Begin and end slowly</source>
        <translation>آہستہ شروع اور ختم</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>ہموار</translation>
    </message>
    <message>
        <source>Drag above to look; drag a keyframe to move it, right-click it for its pace</source>
        <translation>دیکھنے کے لیے اوپر کھینچیں؛ سرکانے کے لیے کلیدی فریم کھینچیں، رفتار کے لیے دایاں کلک</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>مٹائیں</translation>
    </message>
    <message>
        <source>Set a keyframe of the picture in hand to begin</source>
        <translation>شروع کرنے کے لیے ہاتھ کی تصویر کا کلیدی فریم لگائیں</translation>
    </message>
    <message>
        <source>Frame {frame:.0f} of {count}</source>
        <translation>{count} میں سے فریم {frame:.0f}</translation>
    </message>
    <message>
        <source>{time:g} s</source>
        <translation>{time:g} سیکنڈ</translation>
    </message>
    <message>
        <source>Choose a photo to find in the generator</source>
        <translation>جنریٹر میں ڈھونڈنے کے لیے فوٹو چنیں</translation>
    </message>
    <message>
        <source>Choose a style picture</source>
        <translation>انداز کی تصویر چنیں</translation>
    </message>
    <message>
        <source>Choose a painting for a new brush</source>
        <translation>نئے برش کے لیے مصوری چنیں</translation>
    </message>
    <message>
        <source>Where is the photo?</source>
        <translation>فوٹو کہاں ہے؟</translation>
    </message>
    <message>
        <source>Paint it again…</source>
        <translation>اسے دوبارہ رنگیں…</translation>
    </message>
    <message>
        <source>{title} is a brush now, and in your hand.</source>
        <translation>‏{title} اب ایک برش ہے، اور آپ کے ہاتھ میں ہے۔</translation>
    </message>
    <message>
        <source>&amp;Undo {step}</source>
        <translation>&amp;واپس لیں: {step}</translation>
    </message>
    <message>
        <source>&amp;Redo {step}</source>
        <translation>&amp;دوبارہ کریں: {step}</translation>
    </message>
    <message>
        <source>A walk that needs no keyframes</source>
        <translation>ایسی سیر جسے کلیدی فریم درکار نہیں</translation>
    </message>
    <message>
        <source>Where is {name}?</source>
        <translation>‏{name} کہاں ہے؟</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>صاف کریں</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>بھریں</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>تدریج</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>مٹائیں</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>اسٹروک</translation>
    </message>
    <message>
        <source>Move picture</source>
        <translation>تصویر ہلائیں</translation>
    </message>
    <message>
        <source>Soften picture</source>
        <translation>تصویر نرم کریں</translation>
    </message>
    <message>
        <source>Renew picture</source>
        <translation>تصویر نئی کریں</translation>
    </message>
    <message>
        <source>Optimize</source>
        <translation>آپٹیمائز</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>منتخب کریں</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>کچھ منتخب نہ کریں</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>سب منتخب کریں</translation>
    </message>
    <message>
        <source>Invert selection</source>
        <translation>انتخاب الٹائیں</translation>
    </message>
    <message>
        <source>Place picture</source>
        <translation>تصویر رکھیں</translation>
    </message>
    <message>
        <source>Add layer</source>
        <translation>تہہ شامل کریں</translation>
    </message>
    <message>
        <source>Remove layer</source>
        <translation>تہہ ہٹائیں</translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation>تہہ کی نقل بنائیں</translation>
    </message>
    <message>
        <source>There is no layer below this one to merge it with.</source>
        <translation>اس کے نیچے کوئی تہہ نہیں جس میں ضم کی جائے۔</translation>
    </message>
    <message>
        <source>Merge layers</source>
        <translation>تہیں ضم کریں</translation>
    </message>
    <message>
        <source>This layer is locked; unlock it first.</source>
        <translation>یہ تہہ مقفل ہے؛ پہلے اسے کھولیں۔</translation>
    </message>
    <message>
        <source>The picture does not fit there.</source>
        <translation>تصویر وہاں نہیں سماتی۔</translation>
    </message>
    <message>
        <source>Grow selection</source>
        <translation>انتخاب بڑھائیں</translation>
    </message>
    <message>
        <source>Shrink selection</source>
        <translation>انتخاب گھٹائیں</translation>
    </message>
    <message>
        <source>Select the border</source>
        <translation>حاشیہ منتخب کریں</translation>
    </message>
    <message>
        <source>Soften selection</source>
        <translation>انتخاب نرم کریں</translation>
    </message>
    <message>
        <source>Move layer</source>
        <translation>تہہ سرکائیں</translation>
    </message>
    <message>
        <source>A hidden layer cannot be merged; show it first.</source>
        <translation>چھپی ہوئی تہہ ضم نہیں ہو سکتی؛ پہلے اسے ظاہر کریں۔</translation>
    </message>
    <message>
        <source>Erase all</source>
        <translation>سب مٹائیں</translation>
    </message>
    <message>
        <source>Repaint layer</source>
        <translation>تہہ دوبارہ رنگیں</translation>
    </message>
    <message>
        <source>Layer opacity</source>
        <translation>تہہ کی غیر شفافیت</translation>
    </message>
    <message>
        <source>Show or hide layer</source>
        <translation>تہہ دکھائیں یا چھپائیں</translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation>تہہ کا نام بدلیں</translation>
    </message>
    <message>
        <source>Lock or unlock layer</source>
        <translation>تہہ مقفل کریں یا کھولیں</translation>
    </message>
    <message>
        <source>Blend mode</source>
        <translation>آمیزش کا طریقہ</translation>
    </message>
    <message>
        <source>Change layer</source>
        <translation>تہہ بدلیں</translation>
    </message>
</context>
</TS>
